/** Whether this browser can record, known without the code that records. */

const types = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** The first kind of WebM that the browser writes. */
export const videoType = (): string | undefined =>
  types.find((type) => MediaRecorder.isTypeSupported(type));

/** Why this browser cannot record; null where it can. */
export function videoRefusal(): string | null {
  if (typeof MediaRecorder === 'undefined') return 'this browser has no MediaRecorder';
  if (typeof HTMLCanvasElement.prototype.captureStream !== 'function') {
    return 'this browser does not record canvases';
  }
  return videoType() ? null : 'this browser writes no WebM';
}
