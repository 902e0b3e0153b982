import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { parse } from 'yaml';
import { contentPolicy, contentPolicyTag, withoutEval } from './scripts/app/contentPolicy.js';
import { offline } from './scripts/app/offline.js';
import { watchOf } from './src/app/gallery/watch.js';
import { summaryReporter } from './tests/support/summaryReporter.js';

const gallery = fileURLToPath(new URL('public/experiments/', import.meta.url));

/**
 * Gives the app `virtual:experiments`: every file of public/experiments, read here so that its
 * first picture does not wait for a parser of YAML. src/app/experiments.d.ts says in which form.
 */
function experimentFiles(): Plugin {
  const id = 'virtual:experiments';
  return {
    name: 'experiment-files',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      const files = readdirSync(gallery).filter((file) => file.endsWith('.yaml'));
      for (const file of files) this.addWatchFile(gallery + file);
      const read = files.map((file) => {
        const text = readFileSync(gallery + file, 'utf8');
        return [file, { watch: watchOf(text), plain: parse(text) }];
      });
      // A string for JSON.parse, which reads it faster than the same text as code.
      const json = JSON.stringify(Object.fromEntries(read));
      return `export default JSON.parse(${JSON.stringify(json)});`;
    },
  };
}

/** Leaves KaTeX the one format of fonts that every browser with WebGPU reads. */
function smallFonts(): Plugin {
  return {
    name: 'small-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/katex/dist/') || !id.split('?')[0].endsWith('.css')) return null;
      return code.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)/g, '');
    },
  };
}

/** The app's build and the tests. The library and the command line are built by scripts/build.mjs. */
export default defineConfig({
  base: './',
  plugins: [experimentFiles(), smallFonts(), contentPolicyTag(), offline(), withoutEval()],
  worker: { format: 'es', plugins: () => [withoutEval()] },
  // The expression parser, zod and the app make one chunk of 630 kB, 219 kB compressed.
  build: { outDir: 'dist/app', emptyOutDir: true, chunkSizeWarningLimit: 800 },
  preview: { headers: { 'Content-Security-Policy': contentPolicy } },
  test: {
    include: ['tests/**/*.test.ts'],
    // Processes, not threads: a native module such as Dawn belongs to one thread only.
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', summaryReporter],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
