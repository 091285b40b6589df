import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useRef, useState, type ReactNode } from 'react';

import type { ExecutionRequest } from '../../../model/request';
import { Action } from '../../action';
import { saveFile } from '../../save-file';
import type { NeedEdits } from '../need-edits';
import { ProblemRemark } from '../problem-remark';
import { editsFor, FILE_NAMES, needsOf, writeNeeds, type TextForm } from './needs-text';
import { TextArea } from './text-area';
import { useReadNeeds } from './use-read-needs';

export interface NeedsTextProps {
  /** As it is asked now. */
  request: ExecutionRequest;
  /** As it would be asked without edits. */
  unedited: ExecutionRequest;
  trans: TranslationBundle;
  onEdit: (edits: NeedEdits) => void;
}

/** No description file is larger than this, in bytes. */
const LARGEST = 1024 * 1024;

/** The needs as YAML or JSON, which can be changed, copied, saved as a description file and read from one. */
export function NeedsTextView({ request, unedited, trans, onEdit }: NeedsTextProps): ReactNode {
  const [form, setForm] = useState<TextForm>('yaml');
  const [draft, setDraft] = useState<string>();
  const [said, setSaid] = useState('');
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const asked = writeNeeds(needsOf(request), form);
  const text = draft ?? asked;
  const changed = text !== asked;
  const read = useReadNeeds(text, form);
  const problems = changed ? (read?.problems ?? []) : [];
  const lineOf = ({ source }: (typeof problems)[number]): number | undefined =>
    source?.kind === 'file' ? source.line : undefined;

  const apply = () => {
    if (read?.layer) {
      onEdit(editsFor(read.layer, unedited));
      setDraft(undefined);
      setSaid(trans.__('Asked anew'));
    }
  };
  const copy = async (what: string) => {
    try {
      await navigator.clipboard.writeText(what);
      setSaid(trans.__('Copied'));
    } catch {
      area.current?.select();
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
    setForm(chosen.name.endsWith('.json') ? 'json' : 'yaml');
    setDraft(await chosen.text());
    setSaid(trans.__('%1 is read; apply it to ask so', chosen.name));
  };
  const goTo = (line: number) => {
    const before =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    area.current?.focus();
    area.current?.setSelectionRange(before, before + (text.split('\n')[line - 1] ?? '').length);
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
      <TextArea
        text={text}
        name={trans.__('What is asked for, as text')}
        problems={problems.length > 0 ? `${id}-problems` : undefined}
        area={area}
        wrong={new Set(problems.map(lineOf).filter(line => line !== undefined))}
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
                    goTo(line);
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
            saveFile(FILE_NAMES[form], text, form === 'json' ? 'application/json' : 'text/yaml');
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
        {trans.__('Beside the notebook, a file %1 is read each time.', FILE_NAMES[form])}
      </p>
    </div>
  );
}
