import '../../../../style/needs-text.css';

import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useRef, useState, type ReactNode } from 'react';

import type { Problem } from '../../../description/finding';
import type { ExecutionRequest } from '../../../model/request';
import { Action } from '../../action';
import { saveFile } from '../../save-file';
import type { NeedEdits } from '../need-edits';
import { sentence } from '../../words/sentence';
import { ProblemRemark } from '../problem-remark';
import {
  editsFor,
  FILE_NAMES,
  needsOf,
  readNeeds,
  valuesOf,
  withLayer,
  writeNeeds,
  type Described,
  type TextForm
} from './needs-text';
import { TextEditor, type TextEditorHandle } from './text-editor';
import { useReadNeeds } from './use-read-needs';

export interface NeedsTextProps extends Described {
  editors: IEditorServices;
  /** Python literals by the names of parameters that are edited. */
  parameters: NeedEdits['parameters'];
  /** As it is asked now. */
  request: ExecutionRequest;
  /** As it would be asked without edits. */
  unedited: ExecutionRequest;
  trans: TranslationBundle;
  onEdit: (edits: NeedEdits) => void;
}

const MIME_TYPES = { yaml: 'text/x-yaml', json: 'application/json' };

/** No description file is larger than this, in bytes. */
const LARGEST = 1024 * 1024;

/** The needs as YAML or JSON, which can be changed, copied, saved as a description file and read from one. */
export function NeedsTextView(props: NeedsTextProps): ReactNode {
  const { description, editors, literalType, parameters, request, trans, unedited, onEdit } = props;
  const [form, setForm] = useState<TextForm>('yaml');
  const [draft, setDraft] = useState<string>();
  const [said, setSaid] = useState('');
  const id = useId();
  const editor = useRef<TextEditorHandle>(null);
  const file = useRef<HTMLInputElement>(null);
  const needs = needsOf(request, valuesOf(description, parameters));
  const asked = writeNeeds(needs, form);
  const text = draft ?? asked;
  const changed = text !== asked;
  const read = useReadNeeds(text, form, props);
  const problems = changed ? (read?.problems ?? []) : [];

  const apply = () => {
    if (read?.layer) {
      onEdit(editsFor(read.layer, unedited, { description, literalType }));
      setDraft(undefined);
      setSaid(trans.__('Asked anew'));
    }
  };
  const copy = async (what: string) => {
    try {
      await navigator.clipboard.writeText(what);
      setSaid(trans.__('Copied'));
    } catch {
      editor.current?.selectAll();
      setSaid(trans.__('The browser does not allow it: press Ctrl+C'));
    }
  };
  const take = async (chosen: File | undefined) => {
    if (!chosen) {
      return;
    }
    if (chosen.size > LARGEST) {
      setSaid(trans.__('%1 is too large to be a description file', chosen.name));
      return;
    }
    const chosenForm = chosen.name.endsWith('.json') ? 'json' : 'yaml';
    const written = await chosen.text();
    const { layer, problems: wrong } = await readNeeds(written, chosenForm, props);
    // A file says what is to be otherwise; what it does not speak of stays as it is asked for.
    const whole =
      layer && wrong.length === 0 ? writeNeeds(withLayer(needs, layer), chosenForm) : '';
    setForm(chosenForm);
    setDraft(whole || written);
    setSaid(trans.__('%1 is read; apply it to ask so', chosen.name));
  };

  return (
    <div className="jp-ExecutionBroker-needsText">
      <fieldset>
        <legend>{trans.__('Written as')}</legend>
        {(['yaml', 'json'] as const).map(one => (
          <label key={one}>
            <input
              type="radio"
              name={`${id}-form`}
              checked={form === one}
              disabled={changed}
              onChange={() => {
                setForm(one);
                setDraft(undefined);
              }}
            />
            {one.toUpperCase()}
          </label>
        ))}
      </fieldset>
      <TextEditor
        ref={editor}
        editors={editors}
        text={text}
        mimeType={MIME_TYPES[form]}
        name={trans.__('What is asked for, as text')}
        problems={problems.length > 0 ? `${id}-problems` : undefined}
        wrong={linesOf(problems, trans)}
        onChange={setDraft}
      />
      <div id={`${id}-problems`} role="status">
        {problems.map((problem, i) => {
          const line = lineOf(problem);
          return (
            <div key={i}>
              <ProblemRemark problem={{ ...problem, source: undefined }} trans={trans} />
              {line === undefined ? null : (
                <Action
                  look="link"
                  onClick={() => {
                    editor.current?.goTo(line);
                  }}
                >
                  {trans.__('Go to line %1', line)}
                </Action>
              )}
            </div>
          );
        })}
        {said}
      </div>
      <div className="jp-ExecutionBroker-actions">
        {changed ? (
          <>
            <Action look="primary" inert={!read?.layer || problems.length > 0} onClick={apply}>
              {trans.__('Apply')}
            </Action>
            <Action
              onClick={() => {
                setDraft(undefined);
                setSaid('');
              }}
            >
              {trans.__('Discard')}
            </Action>
          </>
        ) : null}
        <Action
          look="link"
          onClick={() => {
            void copy(text);
          }}
        >
          {trans.__('Copy')}
        </Action>
        <Action
          look="link"
          onClick={() => {
            void copy(`${JSON.stringify(request, null, 2)}\n`);
          }}
        >
          {trans.__('Copy the whole request')}
        </Action>
        <Action
          look="link"
          onClick={() => {
            saveFile(FILE_NAMES[form], text, MIME_TYPES[form]);
          }}
        >
          {trans.__('Export')}
        </Action>
        <Action
          look="link"
          onClick={() => {
            file.current?.click();
          }}
        >
          {trans.__('Import…')}
        </Action>
        <input
          ref={file}
          type="file"
          hidden
          accept=".yaml,.yml,.json"
          aria-label={trans.__('A description file to import')}
          onChange={({ target }) => {
            void take(target.files?.[0]);
            target.value = '';
          }}
        />
      </div>
      <p className="jp-ExecutionBroker-dim">
        {trans.__(
          'What is left out is not asked for. Beside the notebook, a file %1 is read each time.',
          FILE_NAMES[form]
        )}
      </p>
    </div>
  );
}

function lineOf({ source }: Problem): number | undefined {
  return source?.kind === 'file' ? source.line : undefined;
}

function linesOf(problems: readonly Problem[], trans: TranslationBundle): Map<number, string> {
  return new Map(
    problems.flatMap(problem => {
      const line = lineOf(problem);
      return line === undefined ? [] : [[line, sentence(problem, trans)]];
    })
  );
}
