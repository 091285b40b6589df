import { fieldsOf, isFields, listOf, type Fields } from './fields';
import type { WireForm } from './wire-form';

const OCTOBER = 'calycopis-2025-10';
const APRIL = 'wd-2025-04';

/**
 * What the standard's names say about the form, the surest first. The forms of 2025 differ in one
 * letter of the names of executables, and in a folder of those of resources.
 */
const NAMES: readonly [RegExp, WireForm][] = [
  [/\/ivoa\.net\/EB\/schema\/types\/(?:executables|resources|sessions|offersets)\//, APRIL],
  [/\/ivoa\.net\/EB\/schema\/types\//, OCTOBER],
  [/\/ivoa\.net\/(?:executable|resource|storage)-types\//, 'seed'],
  [/^uri:(?!(?:string|enum|integer)-(?:value|delta)-)/, 'seed']
];

/**
 * The form of a request, an offer set, a session or an update, by what tells them apart. Where two
 * forms write the same, the newer. `undefined` where it cannot be told: then nothing in it depends on it.
 */
export function formOf(document: unknown): WireForm | undefined {
  const fields = fieldsOf(document);
  if ('request' in fields || 'response' in fields || 'offer' in fields || 'job' in fields) {
    return 'seed';
  }
  return ofUpdate(fields) ?? ofName(fields) ?? ofShape(fields);
}

function ofUpdate({ kind, type, path, update, ...rest }: Fields): WireForm | undefined {
  if (isFields(update) || (path !== undefined && type !== undefined)) {
    const { path: inner } = isFields(update) ? update : { path };
    return inner === 'state' ? APRIL : OCTOBER;
  }
  if (path !== undefined) {
    return kind === undefined ? undefined : 'v1.0';
  }
  const names = Object.keys(rest).filter(name => name !== 'ident' && name !== 'uuid');
  return names.length === 1 && ['status', 'state', 'phase'].includes(names[0] ?? '')
    ? 'seed'
    : undefined;
}

function ofName(fields: Fields): WireForm | undefined {
  const parts = partsOf(fields);
  if (parts.some(({ kind, type }) => kind !== undefined && type === undefined)) {
    return 'v1.0';
  }
  const types = parts.map(({ type }) => type).filter(type => typeof type === 'string');
  return NAMES.find(([pattern]) => types.some(type => pattern.test(type)))?.[1];
}

/** The document, and those parts of it that say what they are. */
function partsOf(fields: Fields): Fields[] {
  const { executable, compute, storage, data, volumes, resources, offers } = fields;
  const [offer] = listOf(offers);
  const inner = [executable, compute, storage, data, volumes].flatMap(listOf);
  return [
    fields,
    ...inner.map(fieldsOf),
    ...(isFields(resources) ? partsOf(resources).slice(1) : []),
    ...(isFields(offer) ? partsOf(offer) : [])
  ];
}

function ofShape(fields: Fields): WireForm | undefined {
  const { executable, meta, offers, result } = fields;
  const { notebook, spec } = fieldsOf(executable);
  if ('ident' in fields || 'status' in fields || 'reasons' in fields) {
    return 'seed';
  }
  if (isFields(notebook) || isFields(spec)) {
    return 'seed';
  }
  if ('resources' in fields) {
    return APRIL;
  }
  const [offer] = listOf(offers);
  const inner = isFields(offer) ? formOf(offer) : undefined;
  if (inner) {
    return inner;
  }
  if ('href' in fields) {
    return OCTOBER;
  }
  if (isFields(meta)) {
    return 'v1.0';
  }
  return result === undefined ? undefined : 'seed';
}

/** The form that a service speaks, by its OpenAPI document; the newest where it speaks several. */
export function formOfOpenApi(document: unknown): WireForm | undefined {
  const { paths, components } = fieldsOf(document);
  const asked = Object.keys(fieldsOf(paths)).map(path => path.replace(/\/$/, ''));
  const has = (name: string): boolean => asked.some(path => path.endsWith(name));
  if (has('/requests') || has('/direct')) {
    return 'v1.0';
  }
  if (has('/offersets')) {
    const schemas = fieldsOf(fieldsOf(components).schemas);
    const resources =
      'ExecutionResourceList' in schemas ||
      JSON.stringify(schemas.OfferSetRequest ?? {}).includes('"resources"');
    return resources ? APRIL : OCTOBER;
  }
  return has('/request') || asked.some(path => path.includes('/offers/')) ? 'seed' : undefined;
}
