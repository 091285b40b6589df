import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, type ReactNode, type RefObject } from 'react';

import type { BrokerEntry } from '../../model/broker-entry';
import { Action } from '../action';

export interface SecretFormProps {
  broker: BrokerEntry;
  trans: TranslationBundle;
  onSend: (secret: string) => void;
  onCancel: () => void;
}

/** Signs in with a password or a token. */
export function SecretForm({ broker, trans, onSend, onCancel }: SecretFormProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const { name, signIn } = broker;
  const send = () => {
    const secret = takeSecret(field.current);
    if (secret !== undefined) {
      onSend(secret);
    }
  };
  return (
    <form
      className="jp-ExecutionBroker-form"
      aria-label={trans.__('Sign in at %1', name)}
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
      <SecretField
        name={
          signIn?.kind === 'basic' ? trans.__('Password of %1', signIn.user) : trans.__('Token')
        }
        focused
        field={field}
      />
      <p className="jp-ExecutionBroker-dim">
        {trans.__(
          'It goes to your Jupyter server and is kept there; nobody can read it here again.'
        )}
      </p>
      <div className="jp-ExecutionBroker-cardActions">
        <Action look="primary" submits onClick={send}>
          {trans.__('Sign in')}
        </Action>
        <Action onClick={onCancel}>{trans.__('Cancel')}</Action>
      </div>
    </form>
  );
}

export interface SecretFieldProps {
  name: string;
  /** Takes the focus when it appears. */
  focused?: boolean;
  field: RefObject<HTMLInputElement>;
  onInput?: () => void;
}

/** A field that is written and never read: nothing but the field itself ever holds its text. */
export function SecretField({
  name,
  focused = false,
  field,
  onInput
}: SecretFieldProps): ReactNode {
  return (
    <label>
      <span>{name}</span>
      <input
        ref={field}
        type="password"
        autoComplete="off"
        spellCheck={false}
        autoFocus={focused}
        onInput={onInput}
      />
    </label>
  );
}

/** Takes the secret out of its field, which is empty then; `undefined` where nothing was written. */
export function takeSecret(field: HTMLInputElement | null): string | undefined {
  const secret = field?.value ?? '';
  if (field) {
    field.value = '';
  }
  return secret === '' ? undefined : secret;
}
