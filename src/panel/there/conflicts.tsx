import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement, ReactNode } from 'react';

import { bytesText } from '../../model/amount-text';
import { timeText } from '../words/moment';
import { besideName, firstChoice, type Choice } from './choice';
import type { LookThere, Side } from './look-there';

const CHOICES = ['keep', 'over', 'beside'] as const;

export type Choices = ReadonlyMap<string, Choice>;

/** Asks what is to become of files that are there and differ; `undefined`: nothing is to be done at all. */
export async function askConflicts(
  name: string,
  conflicts: readonly LookThere[],
  now: number,
  trans: TranslationBundle
): Promise<Choices | undefined> {
  const { button, value } = await new Dialog({
    title: trans.__('%1 is there already, in part', name),
    body: new Conflicts(conflicts, now, trans),
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Open it there') })],
    focusNodeSelector: 'select'
  }).launch();
  return button.accept ? (value ?? undefined) : undefined;
}

/** The body of that dialog; its value is what was chosen, by the paths of the files. */
class Conflicts extends ReactWidget implements Dialog.IBodyWidget<Choices> {
  constructor(
    private readonly _files: readonly LookThere[],
    private readonly _now: number,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-ExecutionBroker');
    this._choices = new Map(_files.map(file => [file.path, firstChoice(file)]));
  }

  getValue(): Choices {
    return this._choices;
  }

  protected override render(): ReactElement {
    return (
      <ConflictsBody
        files={this._files}
        choices={this._choices}
        now={this._now}
        trans={this._trans}
        onChoose={({ path }, choice) => {
          this._choices.set(path, choice);
          this.update();
        }}
      />
    );
  }

  private readonly _choices: Map<string, Choice>;
}

export interface ConflictsBodyProps {
  files: readonly LookThere[];
  choices: Choices;
  now: number;
  trans: TranslationBundle;
  onChoose: (file: LookThere, choice: Choice) => void;
}

/** Each file that differs: both sides, and the three ways out. */
export function ConflictsBody(props: ConflictsBodyProps): ReactNode {
  const { files, choices, now, trans, onChoose } = props;
  return (
    <div style={{ width: 'min(520px, 80vw)' }}>
      <p>
        {trans._n(
          'The session has another file of this name. What is to become of it?',
          'The session has other files of these names. What is to become of them?',
          files.length
        )}
      </p>
      <ul
        className="jp-ExecutionBroker-box"
        style={{ margin: '8px 0', maxHeight: '50vh', overflow: 'auto' }}
      >
        {files.map(file => (
          <li key={file.path} style={{ padding: '6px 10px' }}>
            <div style={{ overflowWrap: 'anywhere' }}>{file.path}</div>
            <div className="jp-ExecutionBroker-dim">{sides(file, now, trans)}</div>
            <select
              className="jp-ExecutionBroker-select"
              style={{ marginTop: 3 }}
              aria-label={trans.__('%1 is there already, and differs', file.path)}
              value={choices.get(file.path)}
              onChange={({ target }) => {
                onChoose(file, CHOICES.find(one => one === target.value) ?? 'keep');
              }}
            >
              <option value="keep">{trans.__('Keep theirs')}</option>
              <option value="over">{trans.__('Replace it by yours')}</option>
              <option value="beside">
                {trans.__('Put yours beside, as %1', besideName(file.to, now).replace(/^.*\//, ''))}
              </option>
            </select>
          </li>
        ))}
      </ul>
    </div>
  );
}

function sides({ here, there }: LookThere, now: number, trans: TranslationBundle): string {
  const of = ({ bytes, modified }: Side) =>
    [bytes === undefined ? undefined : bytesText(bytes), timeText(Date.parse(modified), now)]
      .filter(Boolean)
      .join(', ');
  return trans.__(
    'Yours: %1. Theirs: %2.',
    here ? of(here) : trans.__('as it is on screen'),
    there ? of(there) : '–'
  );
}
