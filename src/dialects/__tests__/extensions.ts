import { fieldsOf } from '../fields';
import type { DocumentName, PublishedForm } from './published';

/**
 * Every property that we write and that a published schema does not have, by the end of its path;
 * docs/wire.md says what each is for, and a test holds the two together.
 */
export const EXTENSIONS: Readonly<Record<PublishedForm, readonly string[]>> = (() => {
  const everywhere = [
    'request.question',
    'offerset.answers',
    'offerset.expires',
    'session.platform',
    'session.progress',
    'session.usage',
    'session.result',
    'session.modes',
    'update.mode',
    'executable.requirements',
    'executable.language',
    'executable.mode',
    'compute.accelerators',
    'data.size',
    'data.digest',
    'costs.currency',
    'costs.units'
  ];
  // What v1.0 has and the older forms have no place for.
  const older = [
    'meta',
    'costs',
    'metrics',
    'executable.phase',
    'executable.command',
    'compute.phase',
    'storage.phase',
    'data.phase',
    'session.connectors',
    'access.kind'
  ];
  // What only the form of April 2025 has a place for.
  const newer = ['cores.requested', 'memory.requested', 'size.requested'];
  return {
    'v1.0': [...everywhere, ...newer],
    'calycopis-2025-10': [...everywhere, ...newer, ...older],
    'wd-2025-04': [
      ...everywhere,
      ...older,
      'executable.schedule',
      'compute.schedule',
      'storage.schedule',
      'storage.data',
      'data.schedule',
      'data.rucio',
      'offerset.description'
    ]
  };
})();

/** A document without our extensions. The sessions in an offer set are looked at as sessions. */
export function withoutExtensions(
  form: PublishedForm,
  name: DocumentName,
  document: unknown
): unknown {
  const strip = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      return value.map(item => strip(item, path === 'offerset.offers' ? 'session' : path));
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(fieldsOf(value))
            .map(([key, at]) => [key, at, `${path}.${key}`] as const)
            .filter(
              ([, , at]) => !EXTENSIONS[form].some(end => at.endsWith(`.${end}`) || at === end)
            )
            .map(([key, at, where]) => [key, strip(at, where)])
        )
      : value;
  };
  return strip(document, name);
}
