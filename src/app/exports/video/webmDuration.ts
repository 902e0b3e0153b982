/**
 * Tells a WebM recording how long it is. Browsers write recordings as live streams, without a
 * duration, and players then show no time line. Elements are those of Matroska (RFC 9559).
 */

/** Info: 0x1549A966, and Duration within it: 0x4489, a float64 in milliseconds. */
const info = [0x15, 0x49, 0xa9, 0x66];
const durationHead = [0x44, 0x89, 0x88];
const added = durationHead.length + 8;

/** The same recording with its duration; unchanged where it is not built as expected. */
export function withDuration(bytes: Uint8Array<ArrayBuffer>, seconds: number): BlobPart[] {
  const head = bytes.subarray(0, 512);
  const at = head.findIndex((_, i) => info.every((byte, k) => head[i + k] === byte));
  const sizeAt = at + info.length;
  const size = bytes[sizeAt] - 0x80;
  // One byte of size, with room for more, and an open segment around, whose size is not given.
  const isOpen = at >= 8 && bytes.subarray(at - 7, at).every((byte) => byte === 0xff);
  if (at < 0 || !isOpen || size < 0 || size + added > 126) return [bytes];
  const start = sizeAt + 1;
  if (hasDuration(bytes.subarray(start, start + size))) return [bytes];
  const duration = new Uint8Array(added);
  duration.set(durationHead);
  new DataView(duration.buffer).setFloat64(durationHead.length, 1000 * seconds);
  const resized = Uint8Array.of(0x80 + size + added);
  return [bytes.subarray(0, sizeAt), resized, duration, bytes.subarray(start)];
}

function hasDuration(content: Uint8Array): boolean {
  return content.some((_, i) => durationHead.every((byte, k) => content[i + k] === byte));
}
