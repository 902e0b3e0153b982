/**
 * Everything by which an experiment comes to the page or leaves it: address, files, the menu in
 * the bar, the menus of the cards, and the page inside another page.
 */
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';
import type { App } from '../app.js';
import { byId, element } from '../dom.js';
import { connectCardMenus } from '../exports/cardMenus.js';
import { createExporter } from '../exports/exporter.js';
import { pageItems } from '../exports/pageItems.js';
import type { Recorder } from '../exports/video/recorder.js';
import { plainOf } from '../plain.js';
import { connectAddress } from './address.js';
import { createDoor } from './door.js';
import { embed, embedCode, isEmbedded } from './embed.js';
import type { Shared } from './link.js';
import { attachMenu, type MenuGroup } from './menu.js';
import { connectFiles } from './openFile.js';
import { sharedNow, viewOf } from './sharedView.js';

/** Resolves to whether the page was called with a link that has been opened. */
export function connectShare(app: App): Promise<boolean> {
  const { state, driver, notice } = app;
  const door = createDoor(app);
  const refuse = (why: string) => notice.show('error', why);

  async function openFile(file: string, experiment: Experiment): Promise<void> {
    const admitted = await door({ what: `The file ${file}`, experiment, isOwn: true });
    if (!admitted || (await state.open(plainOf(admitted.source))) !== 'taken') return;
    if (admitted.walkers === experiment.walkers) return;
    const [few, many] = [admitted, experiment].map(({ walkers }) => formatCount(walkers));
    const words = `${file} is opened with ${few} walkers, which move smoothly here.`;
    const all = () => void state.open(plainOf(experiment.source));
    notice.show('note', words, { offer: { label: `Take all ${many}`, act: all } });
  }

  async function openLink({ experiment, view }: Shared): Promise<boolean> {
    const admitted = await door({ what: 'This link', experiment, isOwn: false });
    const opened = admitted && (await state.open(plainOf(admitted.source)));
    // Something else was opened meanwhile, which this view is not of.
    if (opened === 'overtaken') return true;
    if (opened !== 'taken') return false;
    state.look(viewOf(view, state.usualView));
    const { step } = view;
    // Of fewer walkers than the link asks for, to the same step all the same.
    if (step > 0) driver.send({ kind: 'runTo', step });
    return true;
  }

  const address = connectAddress({
    current: () => sharedNow(app),
    open: openLink,
    onRefusal(why) {
      const words = `This link cannot be opened: ${why}`;
      refuse(words);
      if (state.experiment()) return;
      // What is opened instead takes the notice away: it is said again beside it.
      const end = state.experimentChanged.subscribe(() => {
        end();
        refuse(words);
      });
    },
  });
  for (const signal of [state.experimentChanged, state.viewChanged, app.frameChanged]) {
    signal.subscribe(address.follow);
  }
  const chooseFile = connectFiles({
    onExperiment: (experiment, file) => void openFile(file, experiment),
    onRefusal: refuse,
  });

  const exporter = createExporter(app, recorderOf(app));
  const bar = byId('share', HTMLElement);
  if (isEmbedded()) embed(bar, address.link);
  else {
    const button = element('button', { type: 'button', 'data-menu': 'share' }, 'Share');
    bar.append(button);
    const copied = (text: string | null, what: string) => copy(app, text, what);
    attachMenu(button, (): MenuGroup[] => {
      const link = address.link();
      const refusal = link === null ? 'too much data; save the YAML' : null;
      return [
        {
          title: 'Link',
          items: [
            { label: 'Copy link', refusal, choose: () => void copied(link, 'The link') },
            {
              label: 'Copy embed code',
              hint: 'HTML',
              refusal,
              choose: () => void copied(link && embedCode(link), 'The HTML'),
            },
          ],
        },
        {
          title: 'Experiment',
          items: [
            { label: 'Open a file …', hint: 'YAML, JSON', choose: chooseFile },
            { label: 'Save', hint: 'YAML', choose: () => void exporter.experiment() },
          ],
        },
        ...pageItems(app, exporter),
      ];
    });
    connectCardMenus(app, exporter);
  }
  return address.start();
}

/** The recorder is made when the first video is asked for. */
function recorderOf({ driver, frame, notice }: App): () => Promise<Recorder> {
  let made: Promise<Recorder> | null = null;
  const create = async () => {
    const { createRecorder } = await import('../exports/video/recorder.js');
    let last: unknown = null;
    let drawn = 0;
    return createRecorder({
      drawn() {
        if (frame() !== last) drawn += 1;
        last = frame();
        return drawn;
      },
      play() {
        if (driver.state().phase !== 'running') driver.send({ kind: 'run' });
      },
      isOver: () => driver.state().phase !== 'running',
      onFailure: (why) => notice.show('error', `Not recorded: ${why}`),
    });
  };
  return () => {
    made ??= create();
    return made;
  };
}

async function copy({ notice }: App, text: string | null, what: string): Promise<void> {
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
    notice.show('note', `${what} is copied.`);
  } catch {
    const words = `${what} could not be copied. It is selected here, to be copied by hand.`;
    notice.show('note', words, { toCopy: text });
  }
}
