import fc, { type Arbitrary } from 'fast-check';

import * as kinds from '../../model/kinds';
import { MESSAGE_LEVELS } from '../../model/message';
import type { OfferSetResponse } from '../../model/offer-set';
import { ENUM_VALUE_OPTION } from '../../model/option';
import { PHASES } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import type { Update } from '../../model/update';

// Each document is a large one: fifty say as much as a hundred of a small kind.
fc.configureGlobal({ numRuns: 50 });

/** Arbitrary documents of our model: every kind, every property, each there or not. */

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    'NO',
    'null',
    '1',
    '1.0',
    'true',
    ' a ',
    'a\nb',
    '\ta',
    '<&>"\'',
    ']]>',
    '2026-11-24'
  )
);
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const location = word.map(name => `https://example.org/${name}`);
const whole = fc.integer({ min: 0, max: 2 ** 40 });
const instant = fc
  .date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());
const seconds = fc.integer({ min: 0, max: 10 ** 7 });
const duration = fc.oneof(
  seconds.map(value => `PT${value}S`),
  fc.constantFrom('PT1H30M', 'P1D', 'P2W', 'P1Y2M3DT4H5M6S')
);
const interval = fc.tuple(instant, seconds).map(([start, length]) => `${start}/PT${length}S`);
/** Names that any medium can carry, and some that XML has to encode. */
const name = fc.oneof(word, fc.constantFrom('a b', '1st', 'x:y', '_x0020_', 'ä', '-'));
const values = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });

function some<T>(model: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [] }) as Arbitrary<Partial<T>>;
}

const message = some({
  kind: text,
  time: instant,
  level: fc.constantFrom(...MESSAGE_LEVELS),
  template: fc.oneof(text, fc.constant('{path} is not right: {nothing}')),
  values,
  message: text
});
const option = fc.oneof(
  fc.record({ kind: fc.constant('uri:string-value-option'), path: word, pattern: text }),
  fc.record({
    kind: fc.constant(ENUM_VALUE_OPTION),
    path: fc.constant('phase'),
    values: fc.array(word, { minLength: 1, maxLength: 3 })
  }),
  fc.record({
    kind: fc.constantFrom('uri:integer-value-option', 'uri:integer-delta-option'),
    path: word,
    min: whole,
    max: whole,
    units: word
  })
);
const described = {
  name: text,
  description: text,
  created: instant,
  modified: instant,
  messages: fc.array(message, { maxLength: 2 })
};
const measured = {
  costs: fc.array(
    fc.record(
      {
        kind: fc.constant(kinds.MINMAX_COST),
        type: fc.constantFrom(kinds.COST_MONEY, kinds.COST_ENERGY),
        description: text,
        min: fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0),
        max: whole,
        currency: fc.constant('EUR'),
        units: word
      },
      { requiredKeys: ['kind'] }
    ),
    { maxLength: 2 }
  ),
  metrics: fc.array(
    fc.record(
      { kind: fc.constant(kinds.MINMAX_METRIC), type: location, description: text, min: whole },
      { requiredKeys: ['kind'] }
    ),
    { maxLength: 2 }
  )
};
const schedule = some({
  preparing: some({ start: instant, duration }),
  available: some({ start: interval, duration }),
  releasing: some({ start: instant, duration })
});
const lifecycle = {
  phase: fc.constantFrom('INITIALIZING', 'WAITING', 'AVAILABLE', 'RUNNING', 'FAILED'),
  schedule
};

function component(kind: string, model: Record<string, Arbitrary<unknown>>): Arbitrary<object> {
  return fc.record(
    {
      kind: fc.constant(kind),
      meta: some({ uuid: fc.uuid(), url: location, options: fc.array(option), ...described }),
      ...measured,
      ...model
    },
    { requiredKeys: ['kind'] }
  );
}

const file = some({ file: location }).filter(({ file }) => file !== undefined);
const language = fc.record({ name: word, version: text });
const command = fc.array(word, { minLength: 1, maxLength: 3 });
const docker = component(kinds.DOCKER_CONTAINER, {
  ...lifecycle,
  image: some({
    locations: fc.array(
      fc.oneof(
        location,
        text.filter(one => one !== ''),
        fc.constantFrom('ghcr.io/ivoa/example:2024', 'python', 'localhost/a@sha256:0', 'a:1/b:2')
      ),
      { maxLength: 2 }
    ),
    digest: text,
    platform: some({ architecture: word, os: word })
  }),
  privileged: fc.boolean(),
  command,
  entrypoint: text,
  environment: values,
  network: some({
    ports: fc.array(
      some({
        access: fc.boolean(),
        internal: some({ port: whole }),
        external: some({ port: whole, addresses: fc.array(word, { maxLength: 2 }) }),
        protocol: word,
        path: text
      }),
      { maxLength: 2 }
    )
  })
});
const notebook = component(kinds.JUPYTER_NOTEBOOK, {
  ...lifecycle,
  location,
  requirements: file,
  language,
  mode: fc.constantFrom('batch', 'interactive')
});
const singularity = component(kinds.SINGULARITY_CONTAINER, { ...lifecycle, location });
const python = component(kinds.PYTHON_PROGRAM, {
  ...lifecycle,
  location,
  requirements: file,
  language,
  command
});
const java = component(kinds.JAVA_PROGRAM, { ...lifecycle, location, language, command });

const amount = some({ min: whole, max: whole });
const volume = component(kinds.SIMPLE_VOLUME, {
  path: text,
  mode: fc.constantFrom('READONLY', 'READWRITE'),
  resource: word
});
const compute = component(kinds.SIMPLE_COMPUTE, {
  ...lifecycle,
  cores: amount,
  memory: amount,
  accelerators: some({ min: whole, type: word, memory: amount }),
  volumes: fc.array(volume, { maxLength: 2 })
});
const storage = component(kinds.SIMPLE_STORAGE, {
  ...lifecycle,
  size: amount,
  data: fc.array(word, { minLength: 1, maxLength: 2 })
});

const data = (kind: string, model: Record<string, Arbitrary<unknown>>): Arbitrary<object> =>
  component(kind, { ...lifecycle, storage: word, ...model });
const simpleData = data(kinds.SIMPLE_DATA, {
  location,
  size: whole,
  digest: fc.constant(`sha256:${'0'.repeat(64)}`)
});
const s3 = data(kinds.S3_DATA, { endpoint: location, template: text, bucket: word, object: text });
const kindOfData = fc.constantFrom('FILE', 'CONTAINER', 'DATASET');
const rucio = data(kinds.RUCIO_DATA, {
  rucio: some({ endpoint: location, scope: text, object: text, type: kindOfData })
});
const ivoaBlock = some({
  ivoid: location,
  obscore: some({ obs_id: text, calib_level: whole, access_url: location, access_format: text }),
  datalink: some({ ID: text, access_url: location, content_type: text, content_length: whole })
});
const ivoa = data(kinds.IVOA_DATA, { ivoa: ivoaBlock });
const skao = data(kinds.SKAO_DATA, {
  ivoa: ivoaBlock,
  skao: some({
    namespace: text,
    objecttype: kindOfData,
    datasize: whole,
    checksum: some({ type: word, value: text }),
    replicas: fc.array(some({ rsename: word, dataurl: location }), { maxLength: 2 })
  })
});

/** Which kinds of executables and data there are to choose from. */
export interface Choice {
  executables: readonly Arbitrary<object>[];
  data: readonly Arbitrary<object>[];
}

const published = [notebook, docker, singularity];
/** What every schema has; what it had from October 2025 on; and what is only in our model. */
export const APRIL: Choice = { executables: published, data: [simpleData, s3, rucio] };
export const OCTOBER: Choice = { executables: published, data: [...APRIL.data, ivoa, skao] };
export const EVERY: Choice = { ...OCTOBER, executables: [...published, python, java] };

function parts(choice: Choice): Record<string, Arbitrary<unknown>> {
  return {
    executable: fc.oneof(...choice.executables),
    compute,
    storage: fc.array(storage, { maxLength: 2 }),
    data: fc.array(fc.oneof(...choice.data), { maxLength: 2 })
  };
}

export function requests(choice: Choice): Arbitrary<ExecutionRequest> {
  return fc.record<Record<string, unknown>, string>(
    {
      ...parts(choice),
      schedule: some({ requested: some({ start: interval, duration }) }),
      ...measured,
      question: word
    },
    { requiredKeys: ['executable'] }
  ) as unknown as Arbitrary<ExecutionRequest>;
}

function identified(model: Record<string, Arbitrary<unknown>>): Arbitrary<object> {
  return fc.record(
    { uuid: fc.uuid(), url: location, ...described, ...model },
    { requiredKeys: ['uuid', 'url'] }
  );
}

export function sessions(choice: Choice): Arbitrary<ExecutionSession> {
  return fc
    .record(
      {
        kind: fc.constantFrom(kinds.SIMPLE_SESSION, kinds.SCHEDULED_SESSION),
        meta: identified({ options: fc.array(option, { maxLength: 2 }) }),
        phase: fc.constantFrom(...PHASES),
        expires: instant,
        ...parts(choice),
        connectors: fc.array(
          some({
            kind: text,
            status: fc.constantFrom('PREPARING', 'AVAILABLE', 'FINISHED'),
            protocol: word,
            location
          }),
          { maxLength: 2 }
        ),
        modes: fc.uniqueArray(fc.constantFrom('batch', 'interactive'), { minLength: 1 }),
        schedule,
        ...measured,
        platform: text,
        progress: fc.record({ cell: whole, cells: whole, done: whole }),
        usage: fc.record({ memory: whole, peak: whole, cpu: whole }),
        result: fc.record({ path: text, url: location })
      },
      { requiredKeys: ['kind', 'meta', 'phase'] }
    )
    .map(session => ({
      ...session,
      // A scheduled session is one that has a schedule.
      kind: Object.keys(session.schedule ?? {}).length
        ? kinds.SCHEDULED_SESSION
        : kinds.SIMPLE_SESSION
    }));
}

export function offerSets(choice: Choice): Arbitrary<OfferSetResponse> {
  return fc.record(
    {
      kind: fc.constant(kinds.OFFER_SET),
      meta: identified({}),
      result: fc.constantFrom('YES', 'NO'),
      description: text,
      offers: fc.array(sessions(choice), { maxLength: 2 }),
      expires: instant,
      ...measured,
      answers: fc.array(
        fc.record({
          platform: text,
          state: fc.constantFrom('YES', 'NO'),
          messages: fc.array(message)
        }),
        { maxLength: 2 }
      )
    },
    { requiredKeys: ['kind', 'meta'] }
  );
}

export const updates = fc.oneof(
  fc.record({
    kind: fc.constantFrom('uri:enum-value-update', 'uri:string-value-update'),
    path: fc.constantFrom('phase', 'executable.meta.name'),
    value: text
  }),
  fc.record({
    kind: fc.constant('uri:enum-value-update'),
    path: fc.constant('phase'),
    value: fc.constant('ACCEPTED'),
    mode: fc.constantFrom('batch', 'interactive')
  }),
  fc.record({
    kind: fc.constant('uri:integer-value-update'),
    path: word,
    value: whole,
    units: word
  }),
  fc.record({ kind: fc.constant('uri:integer-delta-update'), path: word, delta: fc.integer() })
) as Arbitrary<Update>;

/** A document without its empty lists and objects, which not every form and medium can carry. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(pruned).filter(item => !isEmpty(item));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .map(([key, at]): [string, unknown] => [key, pruned(at)])
          .filter(([, at]) => !isEmpty(at))
      )
    : value;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
