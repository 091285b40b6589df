import type { TranslationBundle } from '@jupyterlab/translation';

import { shortRange } from '../words/number';
import type { Amount } from '../../model/amount';

/** A cost in money: `free`, `0.02 – 0.05 €`, or with the broker's own word for what it counts. */
export function moneyText(amount: Amount, trans: TranslationBundle): string {
  if (amount.max === 0) {
    return trans.__('free');
  }
  const text = shortRange(amount, range => `${range} ${currencySign(amount.unit)}`.trim());
  return text ?? '–';
}

/** Signs by code: to find one takes long, and a list shows the same one on every card. */
const SIGNS = new Map<string, string>();

function currencySign(code: string | undefined): string {
  if (code === undefined || !/^[A-Z]{3}$/.test(code)) {
    return code ?? '';
  }
  const known = SIGNS.get(code);
  if (known !== undefined) {
    return known;
  }
  const parts = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol'
  }).formatToParts(0);
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? code;
  SIGNS.set(code, sign);
  return sign;
}
