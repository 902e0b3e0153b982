/** Where this package lies: in a clone, or installed under somebody's node_modules. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; the same from the sources and from dist/. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the package has lost its package.json');
    folder = parent;
  }
  return folder;
}

/** Whether the app's sources lie here too, so that `npm run dev` works. */
export const isClone = () => existsSync(join(packageFolder(), 'vite.config.ts'));
