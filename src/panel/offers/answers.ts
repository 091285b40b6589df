import type { TranslationBundle } from '@jupyterlab/translation';

import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import type { OffersState } from './offers-model';

/** What each platform answered. A broker that does not tell them apart is one platform. */
export function answersOf(
  answer: OfferSetResponse | undefined,
  trans: TranslationBundle
): PlatformAnswer[] {
  if (answer?.answers?.length) {
    return answer.answers;
  }
  if (answer?.result !== 'NO' || !answer.meta?.messages?.length) {
    return [];
  }
  return [
    {
      platform: answer.meta.name ?? trans.__('The broker'),
      state: 'NO',
      messages: answer.meta.messages
    }
  ];
}

/** What has come, in one line, for those who hear it. */
export function newsOf(
  { phase, answer, stale }: OffersState,
  answers: readonly PlatformAnswer[],
  trans: TranslationBundle
): string {
  if (phase === 'idle' || phase === 'failed') {
    return '';
  }
  if (!answer || stale) {
    return trans.__('Asking where it can run');
  }
  const count = (state: PlatformAnswer['state']) =>
    answers.filter(said => said.state === state).length;
  const offers = answer.offers?.length ?? 0;
  const [no, silent, asking] = [count('NO'), count('SILENT'), count('ASKING')];
  return [
    trans._n('%1 offer', '%1 offers', offers),
    ...(no ? [trans._n('%1 platform cannot', '%1 platforms cannot', no)] : []),
    ...(silent ? [trans._n('%1 platform is silent', '%1 platforms are silent', silent)] : []),
    ...(asking ? [trans._n('%1 still to answer', '%1 still to answer', asking)] : [])
  ].join(', ');
}
