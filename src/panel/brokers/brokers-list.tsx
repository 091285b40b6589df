import '../../../style/brokers.css';

import { useState, type ReactNode } from 'react';

import { Action } from '../action';
import { levelName } from '../level';
import { Remark } from '../remark';
import { BrokerForm } from './broker-form';
import { BrokerRow } from './broker-row';
import type { BrokersBodyProps } from './brokers-body';

/** The brokers, what can be done with each, and how another is added. */
export function BrokersList({ state, actions, clock, trans }: BrokersBodyProps): ReactNode {
  const { brokers, busy, loaded, remarks, removed, signIns, trial, trouble } = state;
  const { secretsKept } = state;
  return (
    <>
      {trouble ? (
        <div role="alert">
          <Remark level="error" levelName={levelName('error', trans)}>
            {trouble.message}{' '}
            <Action
              look="link"
              onClick={() => {
                void actions.refresh();
              }}
            >
              {trans.__('Try again')}
            </Action>
          </Remark>
        </div>
      ) : null}
      {brokers.length ? (
        <ul className="jp-ExecutionBroker-box">
          {brokers.map(broker => (
            <BrokerRow
              key={broker.name}
              broker={broker}
              taken={brokers.map(({ name }) => name)}
              busy={busy[broker.name] ?? false}
              remark={remarks[broker.name]}
              signIn={signIns[broker.name]}
              trial={trial}
              actions={actions}
              clock={clock}
              trans={trans}
            />
          ))}
        </ul>
      ) : loaded ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__(
            'Only this computer is asked. Add the URL of a broker on the network, and its offers appear beside.'
          )}
        </p>
      ) : null}
      {removed ? (
        <p className="jp-ExecutionBroker-hint" role="status">
          {trans.__('%1 is removed.', removed.entry.name)}
          <Action
            look="link"
            focused
            onClick={() => {
              void actions.putBack();
            }}
          >
            {trans.__('Undo')}
          </Action>
        </p>
      ) : null}
      {loaded ? <Adding {...{ state, actions, trans }} /> : null}
      {secretsKept ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__('Passwords and tokens are kept %1.', secretsKept)}
        </p>
      ) : null}
    </>
  );
}

/** The button that adds, or the form that it opens. */
function Adding({ state, actions, trans }: Omit<BrokersBodyProps, 'clock'>): ReactNode {
  const [adding, setAdding] = useState<'not yet' | 'now' | 'no more'>('not yet');
  const close = () => {
    actions.forgetTrial();
    setAdding('no more');
  };
  return adding === 'now' ? (
    <div className="jp-ExecutionBroker-adding">
      <BrokerForm
        taken={state.brokers.map(({ name }) => name)}
        trial={state.trial}
        trans={trans}
        onTry={(entry, secret) => void actions.try(entry, secret)}
        onChange={actions.forgetTrial.bind(actions)}
        onDone={(entry, secret) => {
          setAdding('no more');
          void actions.add(entry, secret);
        }}
        onCancel={close}
      />
    </div>
  ) : (
    <p className="jp-ExecutionBroker-hint">
      <Action
        // The form was left: the focus comes back to where it was opened.
        focused={adding === 'no more'}
        onClick={() => {
          setAdding('now');
        }}
      >
        {trans.__('Add a broker…')}
      </Action>
    </p>
  );
}
