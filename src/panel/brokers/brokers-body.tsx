import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Clock } from '../clock';
import { later } from '../later';
import { Section } from '../section';
import type { BrokerActions } from './broker-actions';
import type { BrokersState } from './brokers-model';
import { summaryText } from './summary-text';

export interface BrokersBodyProps {
  state: BrokersState;
  actions: BrokerActions;
  clock: Clock;
  trans: TranslationBundle;
}

const BrokersList = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './brokers-list')).BrokersList
);

/** The brokers that are asked beside this computer: how many, and the list when it is opened. */
export function BrokersBody(props: BrokersBodyProps): ReactNode {
  const { state, actions, trans } = props;
  return state.absent ? null : (
    <Section
      title={trans.__('Brokers')}
      note={state.loaded ? summaryText(state.brokers, trans) : undefined}
      folded
      onOpen={() => {
        void actions.refresh();
      }}
    >
      <BrokersList {...props} />
    </Section>
  );
}
