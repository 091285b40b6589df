import { wd2025 } from './april';
import { calycopis2025 } from './calycopis-2025';
import { seed } from './seed';
import { v1 } from './v1';
import type { Dialect, WireForm } from './wire-form';

export * from './wire-form';
export { formOf, formOfOpenApi } from './form-of';

const DIALECTS: Readonly<Record<WireForm, Dialect>> = {
  'v1.0': v1,
  'calycopis-2025-10': calycopis2025,
  'wd-2025-04': wd2025,
  seed
};

/** How to read and write a form. */
export function dialectOf(form: WireForm): Dialect {
  return DIALECTS[form];
}
