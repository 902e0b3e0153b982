/** The worker in which files are made, so that large ones do not hold up the page. */
import { makeFile, type Request } from './makeFile.js';

/** The content, or why there is none. */
export type FileAnswer = { readonly content: string | Uint8Array } | { readonly failed: string };

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  makeFile(data).then(
    (content) => postMessage({ content } satisfies FileAnswer),
    (error: unknown) => {
      const failed = error instanceof Error ? error.message : String(error);
      postMessage({ failed } satisfies FileAnswer);
    },
  );
});
