/**
 * Makes the built app work without a network: its service worker is built beside it, under a name
 * that stays the same, and told which files there are and a version that changes with any of them.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const entry = 'src/app/offline/serviceWorker.ts';
const fileName = 'serviceWorker.js';
const placeholder = /\bBUILD\b/g;

/** Files of `public` that the page itself never asks for: it holds the experiments' texts. */
const isUnused = (file: string) => file.startsWith('experiments/');

export function offline(): Plugin {
  let publicDir = '';
  return {
    name: 'offline',
    apply: 'build',
    config: () => ({
      define: { 'import.meta.env.IS_KEPT': 'true' },
      build: {
        rolldownOptions: {
          input: { index: 'index.html', serviceWorker: entry },
          output: {
            entryFileNames: ({ name }) =>
              name === 'serviceWorker' ? fileName : 'assets/[name]-[hash].js',
          },
        },
      },
    }),
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[fileName];
        if (worker?.type !== 'chunk') throw new Error(`the build has no ${fileName}`);
        const copied = readdirSync(publicDir, { recursive: true, withFileTypes: true })
          .filter((file) => file.isFile())
          .map((file) => join(file.parentPath, file.name).slice(publicDir.length + 1))
          .map((file) => file.replaceAll('\\', '/'))
          .filter((file) => !isUnused(file));
        const hash = createHash('sha256');
        const built = Object.values(bundle).filter((file) => file !== worker);
        for (const file of built) {
          hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        }
        for (const file of copied) hash.update(readFileSync(join(publicDir, file)));
        // The page by the address of its folder, as it is called by.
        const pages = built.map((file) => (file.fileName === 'index.html' ? './' : file.fileName));
        const list = { version: hash.digest('hex').slice(0, 12), files: [...pages, ...copied] };
        const written = worker.code.replace(placeholder, () => JSON.stringify(list));
        if (written === worker.code) throw new Error(`no place for files in ${entry}`);
        worker.code = written;
      },
    },
  };
}
