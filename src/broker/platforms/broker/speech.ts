import { formOfOpenApi } from '../../../dialects/dialect';
import type { WireForm } from '../../../model/wire-form';
import type { Call, Http } from './http';
import { ACCEPT, parsed } from './reading';
import { RemoteError } from './remote-error';

/** Where services keep the document that describes them. */
const DESCRIPTIONS = ['/openapi.json', '/openapi.yaml', '/v3/api-docs'];

/** What a broker describes of itself. */
export interface Speech {
  /** The form of its documents; `undefined` where it does not say. */
  form?: WireForm;
  /** Whether it is one of ours: it takes files, and tells offers and events as they come. */
  ours: boolean;
}

/** Reads what a broker says of itself; `undefined` where it cannot be reached at all. */
export async function speechOf(http: Http): Promise<Speech | undefined> {
  const enough = new AbortController();
  const looks = DESCRIPTIONS.map(async path => look(http, path, { signal: enough.signal }));
  try {
    return await Promise.any(looks.map(async looking => (await looking) ?? Promise.reject(NONE)));
  } catch {
    const reached = (await Promise.allSettled(looks)).some(({ status }) => status === 'fulfilled');
    return reached ? { ours: false } : undefined;
  } finally {
    enough.abort();
  }
}

const NONE = new Error('no description');

/** The description at a path; `undefined` where there is none, or it is of something else. */
async function look(http: Http, path: string, call: Call): Promise<Speech | undefined> {
  const reply = await http.call(path, { ...call, headers: { accept: ACCEPT } });
  const document = parsed(reply);
  const form = reply.status === 200 ? formOfOpenApi(document) : undefined;
  if (document instanceof RemoteError || !form) {
    return undefined;
  }
  const names = Object.keys(document.paths as object);
  return { form, ours: names.some(name => name.startsWith('/files/sha256/')) };
}
