import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useRef, useState, type ReactNode } from 'react';

import type { BrokerEntry } from '../../model/broker-entry';
import { Action } from '../action';
import { BrokerDraft } from './broker-draft';
import { formNames, signInNames } from './broker-text';
import type { Trial } from './brokers-model';
import { SecretField, takeSecret } from './secret-form';
import { TrialLine } from './trial-line';

export interface BrokerFormProps {
  /** The entry to change; absent: a new one. */
  entry?: BrokerEntry;
  /** The names that brokers already have. */
  taken: readonly string[];
  trial?: Trial | undefined;
  trans: TranslationBundle;
  onTry: (entry: BrokerEntry, secret?: string) => void;
  /** What was tried is no longer what is written. */
  onChange: () => void;
  onDone: (entry: BrokerEntry, secret?: string) => void;
  onCancel: () => void;
}

/** A broker as it is written down: tried first, then kept. */
export function BrokerForm(props: BrokerFormProps): ReactNode {
  const { entry, taken, trial, trans, onTry, onChange, onDone, onCancel } = props;
  const [draft, setDraft] = useState(() => BrokerDraft.of(entry, taken));
  const [checked, setChecked] = useState(false);
  const secret = useRef<HTMLInputElement>(null);
  const id = useId();
  const complaints = draft.complaints(trans);
  const set = (part: Partial<BrokerDraft>) => {
    setDraft(draft.with(part));
    if (trial) {
      onChange();
    }
  };
  const tryIt = () => {
    setChecked(true);
    if (!complaints.length) {
      const text = secret.current?.value;
      onTry(draft.entry, text === '' ? undefined : text);
    }
  };
  const done = () => {
    setChecked(true);
    if (!complaints.length) {
      onDone(draft.entry, takeSecret(secret.current));
    }
  };
  const tried = trial !== undefined && !trial.busy;
  const good =
    tried &&
    trial.found !== undefined &&
    trial.found.state !== 'rubbish' &&
    trial.found.state !== 'silent';
  const text = (
    name: 'url' | 'name' | 'user' | 'issuer' | 'clientId' | 'scope',
    label: string,
    more: object = {}
  ) => {
    const wrong = checked && complaints.some(({ field }) => field === name);
    return (
      <label>
        <span>{label}</span>
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={draft[name]}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? id : undefined}
          onChange={({ target: { value } }) => {
            set({ [name]: value });
          }}
          {...more}
        />
      </label>
    );
  };
  return (
    <form
      className="jp-ExecutionBroker-form"
      aria-label={entry ? trans.__('Edit %1', entry.name) : trans.__('A new broker')}
      autoComplete="off"
      onSubmit={event => {
        event.preventDefault();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      {text('url', trans.__('URL'), {
        placeholder: trans.__('https://example.org/broker'),
        inputMode: 'url',
        autoFocus: true
      })}
      {text(
        'name',
        trans.__('Name'),
        entry ? { readOnly: true } : { placeholder: draft.suggestion }
      )}
      <Choice
        label={trans.__('Version of the standard')}
        value={draft.form}
        names={formNames(trans)}
        onChange={form => {
          set({ form });
        }}
      />
      <Choice
        label={trans.__('Sign in with')}
        value={draft.signIn}
        names={signInNames(trans)}
        onChange={signIn => {
          set({ signIn });
        }}
      />
      {draft.signIn === 'basic' ? text('user', trans.__('User')) : null}
      {draft.signIn === 'basic' || draft.signIn === 'bearer' ? (
        <SecretField
          name={
            draft.signIn === 'basic'
              ? trans.__('Password, now or later')
              : trans.__('Token, now or later')
          }
          field={secret}
          onInput={trial ? onChange : undefined}
        />
      ) : null}
      {draft.signIn === 'oidc' ? (
        <>
          {text('issuer', trans.__('Issuer, a URL'))}
          {text('clientId', trans.__('Client id'))}
          {text('scope', trans.__('Scope, where it needs one'), {
            placeholder: trans.__('openid')
          })}
        </>
      ) : null}
      <div id={id} role="alert" className="jp-ExecutionBroker-complaints">
        {checked ? complaints.map(({ message }) => message).join(' ') : null}
      </div>
      <TrialLine trial={trial} trans={trans} />
      <div className="jp-ExecutionBroker-cardActions">
        <Action
          look={good ? 'plain' : 'primary'}
          busy={trial?.busy === true}
          submits={!good}
          onClick={tryIt}
        >
          {trans.__('Test')}
        </Action>
        <Action look={good ? 'primary' : 'plain'} submits={good} onClick={done}>
          {entry
            ? trans.__('Save')
            : tried && !good
              ? trans.__('Add it all the same')
              : trans.__('Add')}
        </Action>
        <Action onClick={onCancel}>{trans.__('Cancel')}</Action>
      </div>
    </form>
  );
}

function Choice<Key extends string>({
  label,
  value,
  names,
  onChange
}: {
  label: string;
  value: Key;
  names: Readonly<Record<Key, string>>;
  onChange: (value: Key) => void;
}) {
  const keys = Object.keys(names) as Key[];
  return (
    <label>
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          onChange(keys[target.selectedIndex] ?? value);
        }}
      >
        {keys.map(key => (
          <option key={key} value={key}>
            {names[key]}
          </option>
        ))}
      </select>
    </label>
  );
}
