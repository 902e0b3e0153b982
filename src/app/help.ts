/** The page for a browser without WebGPU: what is missing and what to do about it. */
import { element } from './dom.js';

const code = (text: string) => element('code', {}, text);

/** Replaces the page's content by advice. `reason` is what the browser or the device said. */
export function showHelp(main: HTMLElement, reason: string): void {
  document.body.classList.add('unsupported');
  main.replaceChildren(
    element(
      'section',
      { class: 'help' },
      element('h2', {}, 'This browser gives no access to WebGPU'),
      element('p', {}, reason),
      element('p', {}, 'walkerlab moves its walkers with WebGPU. What usually helps:'),
      element(
        'ul',
        {},
        element(
          'li',
          {},
          'Use a present Chrome or Edge (113 or later), Safari 26 or later, or Firefox 141 or later on Windows.',
        ),
        element(
          'li',
          {},
          'Open the page over ',
          code('https://'),
          ' or from ',
          code('localhost'),
          ': browsers offer WebGPU to secure pages only.',
        ),
        element(
          'li',
          {},
          'Switch on hardware acceleration in the browser’s settings, and look at ',
          code('chrome://gpu'),
          ' for what it says about WebGPU.',
        ),
        element(
          'li',
          {},
          'On Linux, or without a graphics card, start Chrome with ',
          code('--enable-unsafe-webgpu'),
          ': it then computes on the processor.',
        ),
      ),
      element(
        'p',
        {},
        'The command line needs no browser and runs the same experiments: ',
        code('npx walkerlab run sgd-is-not-brownian'),
      ),
    ),
  );
}
