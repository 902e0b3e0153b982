/** The items of the page's menu that save something of the frame on show. */
import type { App } from '../app.js';
import { byId } from '../dom.js';
import type { MenuGroup } from '../share/menu.js';
import type { Exporter } from './exporter.js';
import { refusalOf } from './refusals.js';
import { videoRefusal } from './video/videoRefusal.js';

export function pageItems(app: App, exporter: Exporter): MenuGroup[] {
  const experiment = app.state.experiment();
  const nothing = experiment && app.frame() ? null : 'nothing to save yet';
  const panels = byId('panels', HTMLElement);
  const file = (label: string, hint: string, kind: 'csv' | 'npz' | 'json' | 'svg') => ({
    label,
    hint,
    refusal: nothing ?? (experiment && refusalOf(kind, experiment)),
    choose: () => void exporter.file(kind, 'all'),
  });
  return [
    {
      title: 'Numbers of this step',
      items: [
        file('Save densities', 'CSV', 'csv'),
        file('Save densities', 'NPZ', 'npz'),
        file('Save frame', 'JSON', 'json'),
      ],
    },
    {
      title: 'Pictures of all',
      items: [
        {
          label: 'Save picture',
          hint: 'PNG',
          refusal: nothing,
          choose: () => void exporter.png(panels, 'all'),
        },
        file('Save picture', 'SVG', 'svg'),
        {
          label: 'Record video',
          hint: 'WebM, at most 60 s',
          refusal: nothing ?? videoRefusal(),
          choose: () => void exporter.video(panels, 'all'),
        },
      ],
    },
  ];
}
