/** Experiments from the user's own files: chosen in a dialog, or dropped anywhere on the page. */
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { element } from '../dom.js';
import { plainOf } from '../plain.js';

/** More is no experiment; its text would only fill memory. */
const largestFile = 5_000_000;

export interface FileOptions {
  /** Takes the experiment of the file with this name. */
  readonly onExperiment: (experiment: Experiment, file: string) => void;
  /** Tells what is wrong with a file, naming it. */
  readonly onRefusal: (why: string) => void;
}

/** The experiment of a file's text. Throws an error that names the file and the place in it. */
async function readExperiment(name: string, text: string): Promise<Experiment> {
  try {
    const { parseText } = await import('../../model/file/text.js');
    return resolveExperiment(plainOf(parseText(text)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} is not opened: ${why}`, { cause: error });
  }
}

/** Connects dropping; gives the function that opens the dialog. */
export function connectFiles({ onExperiment, onRefusal }: FileOptions): () => void {
  async function take(files: FileList | null): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    try {
      if (files.length > 1) throw new Error('Drop one file, an experiment as YAML or JSON.');
      if (file.size > largestFile) {
        throw new Error(
          `${file.name} is not opened: it has ${file.size} bytes, at most ${largestFile} are read`,
        );
      }
      const text = await file.text().catch(() => {
        throw new Error(`${file.name} is not opened: it cannot be read, as no folder can`);
      });
      onExperiment(await readExperiment(file.name, text), file.name);
    } catch (error) {
      onRefusal(error instanceof Error ? error.message : String(error));
    }
  }

  const input = element('input', {
    type: 'file',
    accept: '.yaml,.yml,.json,application/json,application/yaml',
    'aria-label': 'Experiment file',
    hidden: '',
  });
  input.addEventListener('change', () => {
    void take(input.files).then(() => {
      // So that the same file, mended meanwhile, can be chosen again.
      input.value = '';
    });
  });
  document.body.append(input);
  connectDrop((files) => void take(files));
  return () => input.click();
}

/** Takes files that are dropped anywhere; text and whatever else is dragged is left to the browser. */
function connectDrop(take: (files: FileList) => void): void {
  const filesOf = ({ dataTransfer }: DragEvent) =>
    dataTransfer?.types.includes('Files') ? dataTransfer : null;
  const mark = (dropping: boolean) => document.body.classList.toggle('dropping', dropping);
  addEventListener('dragover', (event) => {
    const dragged = filesOf(event);
    if (!dragged) return;
    event.preventDefault();
    dragged.dropEffect = 'copy';
    mark(true);
  });
  addEventListener('dragleave', (event) => {
    // Leaving one element for another is no leaving of the page.
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener('drop', (event) => {
    mark(false);
    const dropped = filesOf(event);
    if (!dropped) return;
    event.preventDefault();
    take(dropped.files);
  });
  // Neither comes while something is dragged: a drag has ended of which the page was not told.
  for (const event of ['pointermove', 'keydown']) addEventListener(event, () => mark(false));
}
