/** The list of what was found on the landscape on show: minima, barriers and stability limits. */
import type { Experiment } from '../../model/experiment.js';
import { element } from '../dom.js';
import { openShape } from '../shape/openShape.js';
import { barrierWords, type Finding, findingsOf } from './findings.js';

const signs = { minimum: '▾', maximum: '▴', saddle: '◆' } as const;
/** More points than these are counted, not listed. */
const mostListed = 12;

export interface FindingsList {
  readonly element: HTMLElement;
  /** Looks for the shape of an experiment's landscape and lists it once it is found. */
  look(experiment: Experiment): void;
}

export function createFindingsList(): FindingsList {
  const list = element('ul', {});
  const found = element(
    'section',
    { class: 'findings', 'aria-label': 'Found on this landscape', 'aria-live': 'polite' },
    element('h3', {}, 'Found on this landscape'),
    list,
  );
  let latest: Experiment | null = null;
  return {
    element: found,
    look(experiment) {
      latest = experiment;
      found.setAttribute('aria-busy', 'true');
      openShape(experiment).then(
        (shape) => {
          if (latest !== experiment) return;
          const findings = findingsOf(shape, experiment);
          const barriers = barrierWords(shape, experiment.landscape.parameters);
          const more = findings.length - mostListed;
          list.replaceChildren(
            ...findings.slice(0, mostListed).map(item),
            ...(more > 0 ? [element('li', {}, `and ${more} more`)] : []),
            ...barriers.slice(0, mostListed).map((text) => row('barrier', '⌃', 'barrier', text)),
            ...(findings.length === 0 ? [element('li', {}, 'no minimum in this range')] : []),
          );
          found.setAttribute('aria-busy', 'false');
        },
        (why) => {
          if (latest !== experiment) return;
          list.replaceChildren(element('li', {}, `Not found: ${String(why)}`));
          found.setAttribute('aria-busy', 'false');
        },
      );
    },
  };
}

function row(kind: string, sign: string, title: string, text: string): HTMLLIElement {
  return element(
    'li',
    { 'data-kind': kind },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    element('div', {}, element('strong', {}, title), ' ', text),
  );
}

function item({ kind, title, numbers, limits }: Finding): HTMLLIElement {
  const made = row(kind, signs[kind], title, numbers);
  const sentences = limits.map(({ text, isBeyond }) =>
    element('p', isBeyond ? { class: 'beyond' } : {}, text),
  );
  made.lastElementChild?.append(...sentences);
  return made;
}
