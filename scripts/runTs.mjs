/**
 * Runs a TypeScript file of this project in Node, with the imports that Vite knows (`?raw`):
 * node scripts/runTs.mjs FILE [arguments of the file]
 */
import { resolve } from 'node:path';
import { createServer, createServerModuleRunner } from 'vite';

const [file, ...rest] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/runTs.mjs FILE [arguments]');
  process.exit(1);
}
process.argv = [process.argv[0], resolve(file), ...rest];
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
// The runner stays open while the file runs: it may still import.
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
try {
  await runner.import(resolve(file));
} catch (error) {
  console.error(error);
  process.exit(1);
}
await server.close();
