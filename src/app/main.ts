/** The page's entry: the app where WebGPU is there, advice where it is not. */
import './locale.js';
import { openBrowserBackend } from './device.js';
import { byId } from './dom.js';
import { showHelp } from './help.js';
import { keepOffline } from './offline/keepOffline.js';
import { startWorkbench } from './workbench.js';

async function start(): Promise<void> {
  const main = byId('main', HTMLElement);
  if (!navigator.gpu) {
    showHelp(main, 'The browser offers no navigator.gpu to this page.');
    return;
  }
  try {
    startWorkbench(await openBrowserBackend());
  } catch (error) {
    showHelp(main, error instanceof Error ? error.message : String(error));
  }
}

void start();
keepOffline();
