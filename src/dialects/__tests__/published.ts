import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';

import type { WireForm } from '../dialect';
import { withoutExtensions } from './extensions';

/** The forms that have a schema; `seed` has none. */
export type PublishedForm = Exclude<WireForm, 'seed'>;
export const PUBLISHED: readonly PublishedForm[] = ['v1.0', 'calycopis-2025-10', 'wd-2025-04'];
export type DocumentName = 'request' | 'offerset' | 'session' | 'update';

const FILES: Readonly<Record<PublishedForm, string>> = {
  'v1.0': 'calycopis-v1.0-2026-07',
  'calycopis-2025-10': 'calycopis-2025-10',
  'wd-2025-04': 'wd-2025-04'
};
const OLDER: Readonly<Record<DocumentName, string>> = {
  request: 'OfferSetRequest',
  offerset: 'OfferSetResponse',
  session: 'ExecutionSessionResponse',
  update: 'UpdateRequest'
};
const NEWEST: Readonly<Record<DocumentName, string>> = {
  request: 'ExecutionRequest',
  offerset: 'OfferSetResponse',
  session: 'AbstractExecutionSession',
  update: 'AbstractUpdate'
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const form of PUBLISHED) {
  const file = join(__dirname, '../../../spec', `${FILES[form]}.schema.json`);
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as object, form);
}

/**
 * What the published schema says against a document: of the document as it is, and, without our
 * documented extensions, of every name in it that is not published.
 */
export function against(form: PublishedForm, name: DocumentName, document: unknown): string[] {
  const definition = (form === 'v1.0' ? NEWEST : OLDER)[name];
  return [
    ...complaints(`${form}#/$defs/${definition}.any`, document),
    ...complaints(`${form}#/$defs/${definition}.closed`, withoutExtensions(form, name, document))
  ];
}

function complaints(reference: string, document: unknown): string[] {
  const validate = ajv.getSchema(reference);
  if (!validate) {
    throw new RangeError(`There is no schema ${reference}`);
  }
  void validate(document);
  return (
    (validate.errors ?? [])
      // Both schemas of 2025 require `state` of a session, and do not describe it.
      .filter(({ keyword, params }) => keyword !== 'if' && params.unevaluatedProperty !== 'state')
      .map(({ instancePath, message, params }: ErrorObject) =>
        [instancePath || '/', message, JSON.stringify(params)].join(' ')
      )
  );
}
