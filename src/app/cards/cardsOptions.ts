/** What all cards of an experiment are made with. */
import type { Theme } from '../plots/theme.js';
import type { View } from '../state.js';
import type { Drawable } from '../view3d/surfacePicture.js';

/** What of the view concerns landscapes with two parameters alone. */
export type PlaneView = Pick<View, 'prediction' | 'camera'>;

export interface CardsOptions {
  readonly theme: () => Theme;
  readonly logarithmic: boolean;
  /** The walkers where they are, for the view of the loss surface. */
  readonly walkers: () => Drawable | null;
  /** Whether an earlier frame than the newest is on show. */
  readonly looksBack: () => boolean;
  readonly view: PlaneView;
  /** The user has chosen a prediction for the maps, or let the camera go. */
  readonly onLook: (change: Partial<PlaneView>) => void;
  /** A key of `View.hidden` was pressed. */
  readonly onToggle: (key: string) => void;
}
