import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  checkIcon,
  circleEmptyIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import { useId, useState, type ReactNode } from 'react';

import type { BrokerStatus, DeviceSignIn } from '../../model/broker-entry';
import { parseInstant } from '../../model/time';
import { Action } from '../action';
import type { Clock } from '../clock';
import { crossIcon, warningIcon } from '../icons';
import { useNow } from '../use-now';
import { timeText } from '../words/moment';
import type { BrokerActions } from './broker-actions';
import { entryOf, isEnabled, needsSignIn } from './broker-facts';
import { BrokerForm } from './broker-form';
import { formNames, stateText } from './broker-text';
import type { Trial } from './brokers-model';
import { DeviceSignInView } from './device-sign-in-view';
import { SecretForm } from './secret-form';

export interface BrokerRowProps {
  broker: BrokerStatus;
  /** The names of all brokers. */
  taken: readonly string[];
  busy: boolean;
  remark?: string | undefined;
  signIn?: DeviceSignIn | undefined;
  trial?: Trial | undefined;
  actions: BrokerActions;
  clock: Clock;
  trans: TranslationBundle;
}

/** One broker: how it was found, what it needs of the reader, and the rest on demand. */
export function BrokerRow(props: BrokerRowProps): ReactNode {
  const { broker, busy, remark, signIn, actions, clock, trans } = props;
  const [open, setOpen] = useState(false);
  const [doing, setDoing] = useState<'sign-in' | 'edit'>();
  const id = useId();
  const { name } = broker;
  const Icon = stateIcon(broker);
  const Caret = open ? caretDownIcon : caretRightIcon;
  const startSignIn = () => {
    if (broker.signIn?.kind === 'oidc') {
      void actions.startSignIn(name);
    } else {
      setDoing('sign-in');
    }
  };
  return (
    <li
      className="jp-ExecutionBroker-broker"
      data-state={isEnabled(broker) ? broker.state : 'off'}
      aria-label={name}
      aria-busy={busy}
    >
      <Icon.react tag="span" className="jp-ExecutionBroker-brokerIcon" aria-hidden="true" />
      <div className="jp-ExecutionBroker-brokerName">
        <strong>{name}</strong>{' '}
        <span className="jp-ExecutionBroker-dim" role="status">
          {busy ? trans.__('a moment…') : stateText(broker, trans)}
        </span>
      </div>
      <button
        type="button"
        className="jp-ExecutionBroker-why"
        aria-expanded={open}
        aria-controls={id}
        aria-label={trans.__('More about %1', name)}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Caret.react tag="span" aria-hidden="true" />
      </button>
      {remark ? (
        <div className="jp-ExecutionBroker-brokerMore" role="alert">
          {remark}
        </div>
      ) : null}
      {needsSignIn(broker) && !signIn && doing === undefined ? (
        <div className="jp-ExecutionBroker-brokerActions">
          <Action busy={busy} name={trans.__('Sign in at %1', name)} onClick={startSignIn}>
            {trans.__('Sign in')}
          </Action>
        </div>
      ) : null}
      {signIn ? (
        <DeviceSignInView
          name={name}
          signIn={signIn}
          busy={busy}
          clock={clock}
          trans={trans}
          onStart={startSignIn}
          onCancel={() => void actions.cancelSignIn(name)}
        />
      ) : null}
      {doing === 'sign-in' ? (
        <SecretForm
          broker={broker}
          trans={trans}
          onSend={secret => {
            setDoing(undefined);
            setOpen(true);
            void actions.signIn(name, secret);
          }}
          onCancel={() => {
            setDoing(undefined);
          }}
        />
      ) : null}
      <div id={id} className="jp-ExecutionBroker-brokerMore" hidden={!open}>
        {open && doing !== 'edit' ? (
          <BrokerDetails
            {...props}
            onSignIn={startSignIn}
            onEdit={() => {
              setDoing('edit');
            }}
          />
        ) : null}
        {open && doing === 'edit' ? (
          <BrokerForm
            entry={entryOf(broker)}
            taken={props.taken}
            trial={props.trial}
            trans={trans}
            onTry={(entry, secret) => void actions.try(entry, secret)}
            onChange={actions.forgetTrial.bind(actions)}
            onDone={(entry, secret) => {
              setDoing(undefined);
              void actions.edit(entry, secret);
            }}
            onCancel={() => {
              actions.forgetTrial();
              setDoing(undefined);
            }}
          />
        ) : null}
      </div>
    </li>
  );
}

/** Where it is, how it speaks, when that was seen; and what can be done about it. */
function BrokerDetails(
  props: BrokerRowProps & { onSignIn: () => void; onEdit: () => void }
): ReactNode {
  const { broker, busy, actions, clock, trans, onSignIn, onEdit } = props;
  const { name, signIn, signedIn, source, speaks, url } = broker;
  const now = useNow(clock);
  const checked = broker.checked === undefined ? undefined : parseInstant(broker.checked);
  const enabled = isEnabled(broker);
  const link = (label: string, name: string, onClick: () => void, busy = false) => (
    <Action look="link" name={name} busy={busy} onClick={onClick}>
      {label}
    </Action>
  );
  return (
    <>
      <p>
        {url}
        {speaks === undefined ? '' : ` · ${formNames(trans)[speaks]}`}
        {checked === undefined ? '' : ` · ${trans.__('looked at %1', timeText(checked, now))}`}
      </p>
      {source === 'administrator' ? (
        <p>{trans.__('Your administrator has set it up; it cannot be changed here.')}</p>
      ) : null}
      <div className="jp-ExecutionBroker-brokerActions">
        {enabled
          ? link(
              trans.__('Test again'),
              trans.__('Test %1 again', name),
              () => void actions.testAgain(name),
              busy
            )
          : null}
        {enabled && signIn && signIn.kind !== 'none'
          ? signedIn
            ? link(
                trans.__('Sign out'),
                trans.__('Sign out at %1', name),
                () => void actions.signOut(name)
              )
            : needsSignIn(broker)
              ? null
              : link(trans.__('Sign in'), trans.__('Sign in at %1', name), onSignIn)
          : null}
        {source === 'user' ? (
          <>
            {link(trans.__('Edit'), trans.__('Edit %1', name), onEdit)}
            {enabled
              ? link(
                  trans.__('Switch off'),
                  trans.__('Switch %1 off', name),
                  () => void actions.enable(name, false)
                )
              : link(
                  trans.__('Switch on'),
                  trans.__('Switch %1 on', name),
                  () => void actions.enable(name, true)
                )}
            {link(trans.__('Remove'), trans.__('Remove %1', name), () => void actions.remove(name))}
          </>
        ) : null}
      </div>
    </>
  );
}

function stateIcon(broker: BrokerStatus): LabIcon {
  if (!isEnabled(broker)) {
    return circleEmptyIcon;
  }
  switch (broker.state) {
    case 'answers':
      return checkIcon;
    case 'sign-in':
      return warningIcon;
    case 'silent':
    case 'rubbish':
      return crossIcon;
    case 'unknown':
      return circleEmptyIcon;
  }
}
