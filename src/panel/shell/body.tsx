import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { Action } from '../action';
import type { BrokerActions } from '../brokers/broker-actions';
import { BrokersBody } from '../brokers/brokers-body';
import type { BrokersState } from '../brokers/brokers-model';
import type { Clock } from '../clock';
import { pinIcon } from '../icons';
import { NeedsBody, type NeedsBodyProps } from '../needs/needs-body';
import type { NeedsState } from '../needs/needs-model';
import { OffersBody, type OffersBodyProps } from '../offers/offers-body';
import type { OffersState } from '../offers/offers-model';
import { SessionsBody, type SessionsBodyProps } from '../sessions/sessions-body';
import type { SessionsState } from '../sessions/sessions-model';
import { timeText } from '../words/moment';
import { IconButton } from './header';

export interface BodyProps
  extends
    Pick<
      NeedsBodyProps,
      'editors' | 'onEdit' | 'onReset' | 'onUndo' | 'writer' | 'onWrite' | 'onUndoWrite'
    >,
    Pick<OffersBodyProps, 'order' | 'onOrder' | 'onAccept' | 'onAskSo' | 'onAskAgain'>,
    Pick<
      SessionsBodyProps,
      'canCompare' | 'onHistory' | 'onOpen' | 'onCancel' | 'onFinish' | 'onUse' | 'onRefresh'
    > {
  needs: NeedsState;
  offers: OffersState;
  sessions: SessionsState;
  brokers: BrokersState;
  brokerActions: BrokerActions;
  clock: Clock;
  trans: TranslationBundle;
  onPin: (pinned: boolean) => void;
  onAskImage: () => void;
}

/** The panel from top to bottom: the notebook, what it needs, who offers what, what runs, who is asked. */
export function Body(props: BodyProps): ReactNode {
  const { needs, offers, sessions, clock, trans } = props;
  const sameTrouble = sessions.trouble?.message === offers.trouble?.message;
  return (
    <>
      {needs.path === undefined ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__('Open a notebook to see what it needs, and where it can run.')}{' '}
          <Action look="link" onClick={props.onAskImage}>
            {trans.__('Ask about an image of a container…')}
          </Action>
        </p>
      ) : (
        <>
          <NotebookLine {...props} path={needs.path} />
          <NeedsBody
            state={needs}
            editors={props.editors}
            unstaged={offers.unstaged}
            trans={trans}
            onEdit={props.onEdit}
            onReset={props.onReset}
            onUndo={props.onUndo}
            writer={props.writer}
            onWrite={props.onWrite}
            onUndoWrite={props.onUndoWrite}
            onAsk={props.onAskAgain}
          />
          {needs.trouble ? null : (
            <OffersBody
              state={offers}
              order={props.order}
              clock={clock}
              trans={trans}
              onOrder={props.onOrder}
              onAccept={props.onAccept}
              onAskSo={props.onAskSo}
              onAskAgain={props.onAskAgain}
            />
          )}
        </>
      )}
      <SessionsBody
        // One trouble is enough to read once.
        state={sameTrouble ? { ...sessions, trouble: undefined } : sessions}
        clock={clock}
        trans={trans}
        onHistory={props.onHistory}
        onOpen={props.onOpen}
        onCancel={props.onCancel}
        onFinish={props.onFinish}
        canCompare={props.canCompare}
        onUse={props.onUse}
        onRefresh={props.onRefresh}
      />
      <BrokersBody
        state={props.brokers}
        actions={props.brokerActions}
        clock={clock}
        trans={trans}
      />
    </>
  );
}

function NotebookLine({ needs, offers, clock, trans, onPin, path }: BodyProps & { path: string }) {
  return (
    <div className="jp-ExecutionBroker-notebook">
      <strong title={path}>{path.split('/').pop()}</strong>
      {offers.askedAt === undefined ? null : (
        <span className="jp-ExecutionBroker-dim">
          {trans.__('asked %1', timeText(offers.askedAt, clock.now))}
        </span>
      )}
      <IconButton
        icon={pinIcon}
        name={
          needs.pinned
            ? trans.__('Stays with this notebook; press to follow the one in front')
            : trans.__('Follows the notebook in front; press to stay with this one')
        }
        pressed={needs.pinned}
        onClick={() => {
          onPin(!needs.pinned);
        }}
      />
    </div>
  );
}
