/**
 * The loss surface in three dimensions with the walkers of the chosen noise models on it. What draws
 * it is loaded when the card first comes into view.
 */
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';
import type { Frame } from '../../run/frame.js';
import { accentOf } from '../../run/report/palette.js';
import { element, setPressed, setText, toggleKey } from '../dom.js';
import { whenSeen } from '../plots/whenSeen.js';
import { cardKey, ensembleKey, isShown } from '../state.js';
import type { Terrain } from '../terrain/terrain.js';
import type { Camera } from '../view3d/camera.js';
import type { SurfacePicture } from '../view3d/surfacePicture.js';
import { signed, swatch } from './cardHeader.js';
import type { CardsOptions } from './cardsOptions.js';

export interface SurfaceCard {
  show(frame: Frame): void;
  /** Hides the walkers of what is in the set (`View.hidden`) and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  moveTo(camera: Camera): void;
  redraw(): void;
  /** Says where the walkers are by now: they are drawn there, whatever step is looked at. */
  date(): void;
  /** Resolves when the surface is drawn, though nobody has seen it yet, or cannot be. */
  load(): Promise<void>;
  destroy(): void;
}

/** `terrain` may come late: until then the card is empty. */
export function createSurfaceCard(
  parent: HTMLElement,
  experiment: Experiment,
  options: CardsOptions & { readonly terrain: Promise<Terrain> },
): SurfaceCard {
  let visible = experiment.ensembles.map(() => true);
  let { camera } = options.view;
  const moveTo = (to: Camera) => {
    if (to === camera) return;
    camera = to;
    seen.draw();
  };
  const rest = () => options.onLook({ camera });
  const keys = experiment.ensembles.map(({ name }, i) =>
    toggleKey(swatch(accentOf(i)), name, () =>
      options.onToggle(cardKey('surface', ensembleKey(i))),
    ),
  );
  const aside = element('span', { class: 'aside' });
  const title = element('h3', {}, element('span', { class: 'key' }, 'Loss surface'));
  const header = element('header', {}, title, ...keys, aside);
  const place = element('div', { class: 'surface-place' });
  const buttons = [
    cameraButton('−', 'Zoom out', '-'),
    cameraButton('+', 'Zoom in', '+'),
    cameraButton('⌂', 'Reset the view', '0'),
  ];
  const tools = element('div', {
    class: 'surface-tools',
    role: 'group',
    'aria-label': 'Camera',
    'data-unprinted': '',
  });
  tools.append(...buttons.map(({ button }) => button));
  const card = element('article', { class: 'card surface-card' }, header, place);
  parent.append(card);

  let picture: SurfacePicture | null = null;
  let frame: Frame | null = null;
  let drawn: { readonly stride: number; readonly about: string } | null = null;
  let isOpen = true;
  let close = () => {};
  // The terrain of another landscape may never come.
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  let loading: Promise<void> | null = null;

  const tell = (step: number) => {
    if (!drawn) return;
    card.dataset.walkersAt = String(step);
    const isOther = options.looksBack() && frame !== null && frame.step !== step;
    const when = isOther ? `walkers at step ${formatCount(step)} · ` : '';
    setText(aside, when + strideWords(drawn.stride) + drawn.about);
  };
  const tellTrouble = (why: string) => setText(aside, `cannot be drawn: ${why}`);
  const open = async (): Promise<void> => {
    const [{ createSurfacePicture }, { moved }, terrain] = await Promise.all([
      import('../view3d/surfacePicture.js'),
      import('../view3d/orbitControls.js'),
      options.terrain,
    ]);
    if (!isOpen) return;
    const about = terrainWords(terrain);
    const made = createSurfacePicture({
      ...options,
      terrain,
      grid: experiment.grid,
      colours: () => visible.map((isVisible, i) => (isVisible ? accentOf(i) : null)),
      camera: () => camera,
      onMove: moveTo,
      onRest: rest,
      occupied: () => occupiedCells(frame),
      onDrawn(stride, step) {
        drawn = { stride, about };
        tell(step);
      },
      onTrouble: tellTrouble,
    });
    picture = made;
    place.append(made.element, tools);
    for (const { button, key } of buttons) {
      button.addEventListener('click', () => {
        moveTo(moved(camera, key) ?? camera);
        rest();
      });
    }
    made.draw();
  };
  const load = () => {
    loading ??= open().catch((error) => tellTrouble(String(error)));
    return loading;
  };
  // Its title alone is no reason to draw: on a software adapter that takes longer than the walkers.
  const seen = whenSeen(place, () => {
    void load();
    picture?.draw();
  });
  seen.draw();

  return {
    show(next) {
      frame = next;
      seen.draw();
    },
    hide(hidden) {
      visible = keys.map((_, i) => isShown(hidden, 'surface', ensembleKey(i)));
      for (const [i, key] of keys.entries()) setPressed(key, visible[i]);
      seen.draw();
    },
    moveTo,
    redraw: () => seen.draw(),
    date() {
      const first = options.walkers()?.ensembles[0];
      if (first) tell(first.step);
    },
    load: () => Promise.race([closed, load().then(() => picture?.ready())]),
    destroy() {
      isOpen = false;
      close();
      seen.stop();
      picture?.destroy();
      card.remove();
    },
  };
}

function cameraButton(text: string, label: string, key: string) {
  const button = element('button', { type: 'button', 'aria-label': label, title: label }, text);
  return { button, key };
}

/** Which of the walkers are on the picture. */
const strideWords = (stride: number): string =>
  stride === 1 ? '' : `1 of ${formatCount(stride)} walkers drawn · `;

/** What a height means. */
function terrainWords({ low, top, isRoot }: Terrain): string {
  const scale = isRoot ? ', by its root' : '';
  return `height: loss ${signed(low)} to ${signed(top)}${scale}, cut above`;
}

/** Cells with walkers, of the noise model that stands in most. */
function occupiedCells(frame: Frame | null): number {
  const cells = frame?.ensembles.map(({ snapshot }) =>
    snapshot.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
  );
  return Math.max(1, ...(cells ?? []));
}
