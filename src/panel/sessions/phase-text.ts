import type { TranslationBundle } from '@jupyterlab/translation';

import type { Phase } from '../../model/phase';

/** A phase as a person would say it. */
export function phaseText(phase: Phase, trans: TranslationBundle): string {
  switch (phase) {
    case 'INITIAL':
      return trans.__('not offered yet');
    case 'OFFERED':
      return trans.__('offered');
    case 'ACCEPTED':
      return trans.__('accepted');
    case 'REJECTED':
      return trans.__('given back');
    case 'EXPIRED':
      return trans.__('expired');
    case 'WAITING':
      return trans.__('waiting');
    case 'PREPARING':
      return trans.__('preparing');
    case 'AVAILABLE':
      return trans.__('ready');
    case 'RUNNING':
      return trans.__('running');
    case 'RELEASING':
      return trans.__('tidying up');
    case 'COMPLETED':
      return trans.__('done');
    case 'FAILED':
      return trans.__('failed');
    case 'CANCELLED':
      return trans.__('cancelled');
  }
}
