import { is } from '../../model/validate';
import * as kinds from '../../model/kinds';
import { dialectOf, formOf, formOfOpenApi, WIRE_FORMS } from '../dialect';

/** What brokers and clients in the field write, and what is made of it. */

const v1 = dialectOf('v1.0');
const october = dialectOf('calycopis-2025-10');
const april = dialectOf('wd-2025-04');
const seed = dialectOf('seed');
const EB = 'https://www.purl.org/ivoa.net/EB/schema/types';
const session = (more: object): unknown => ({
  kind: kinds.SIMPLE_SESSION,
  phase: 'OFFERED',
  ...more
});

describe('a session is read', () => {
  it.each<[string, object, object]>([
    [
      'numbers that are strings',
      { compute: { kind: kinds.SIMPLE_COMPUTE, cores: { min: '2', max: ' 4' } } },
      { compute: { cores: { min: 2, max: 4 } } }
    ],
    [
      'nanoseconds',
      { expires: '2026-11-24T10:00:00.123456789Z' },
      { expires: '2026-11-24T10:00:00.123Z' }
    ],
    [
      'an instant without a zone',
      { expires: '2023-09-18T07:05:21' },
      { expires: '2023-09-18T07:05:21.000Z' }
    ],
    [
      'an instant that is an interval',
      { schedule: { preparing: { start: '2026-11-23T10:00:00Z/PT0S' } } },
      { schedule: { preparing: { start: '2026-11-23T10:00:00Z' } } }
    ],
    [
      'an interval that is an instant',
      { schedule: { available: { start: '2026-11-23T10:00:00Z' } } },
      { schedule: { available: { start: '2026-11-23T10:00:00Z/PT0S' } } }
    ],
    [
      'an hour as the draft writes it',
      { schedule: { available: { duration: 'P1H', start: '2023-08-14/P1H30M' } } },
      { schedule: { available: { duration: 'PT1H', start: '2023-08-14/PT1H30M' } } }
    ],
    [
      'the schedule in the compute resource',
      { compute: { schedule: { available: { duration: 'PT1H' } } } },
      { kind: kinds.SCHEDULED_SESSION, schedule: { available: { duration: 'PT1H' } } }
    ],
    ['a phase of 2025', { phase: 'READY' }, { phase: 'AVAILABLE' }],
    ['the draft’s TEARDOWN', { phase: 'TEARDOWN' }, { phase: 'RELEASING' }],
    [
      'kinds under the old base',
      { executable: { kind: `${EB}/executable/jupyter-notebook-1.0` } },
      { executable: { kind: kinds.JUPYTER_NOTEBOOK } }
    ],
    [
      'one message where a list is meant',
      { meta: { messages: { message: 'a' } } },
      { meta: { messages: [{ message: 'a' }] } }
    ],
    [
      'a template that nobody filled',
      { meta: { messages: [{ template: 'no {x}', values: { y: 1 } }] } },
      { meta: { messages: [{ template: 'no {x}', values: { y: '1' } }] } }
    ],
    ['null for nothing', { expires: null, connectors: null }, {}],
    ['a phase that nobody knows', { phase: 'DREAMING' }, { more: { phase: 'DREAMING' } }],
    [
      'an option without a path',
      { meta: { options: [{ kind: 'a' }] } },
      { meta: { options: [], more: { options: [{ kind: 'a' }] } } }
    ],
    ['what is no executable', { executable: 'a notebook' }, { more: { executable: 'a notebook' } }],
    [
      'cores by halves',
      { compute: { cores: { min: 0.5 } } },
      { compute: { cores: { more: { min: 0.5 } } } }
    ],
    ['what is beyond the standard', { queue: { length: 3 } }, { queue: { length: 3 } }]
  ])('with %s', (_what, more, expected) => {
    const found = v1.readSession(session(more));
    expect(found).toMatchObject(expected);
    expect(is('ExecutionSession', found)).toBe(true);
  });

  it.each(['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000001Z/PT0S'])(
    'without %s, which means that nobody knows',
    date => {
      const found = v1.readSession(
        session({ expires: date, schedule: { available: { start: date, duration: 'PT1H' } } })
      );
      expect(found).not.toHaveProperty('expires');
      expect(found).toMatchObject({ schedule: { available: { duration: 'PT1H' } } });
      expect(JSON.stringify(found)).not.toContain('1970');
    }
  );

  it.each(WIRE_FORMS)('in the form %s whatever it is', form => {
    for (const document of [undefined, null, 'text', 3, [], {}, { offers: 'none' }, { meta: [] }]) {
      expect(is('ExecutionSession', dialectOf(form).readSession(document))).toBe(true);
      expect(is('OfferSetResponse', dialectOf(form).readOfferSet(document))).toBe(true);
    }
  });

  it('by its state, its phase, or both', () => {
    for (const words of [{ state: 'READY' }, { phase: 'READY' }, { state: 'x', phase: 'READY' }]) {
      expect(october.readSession(words)).toMatchObject({ phase: 'AVAILABLE' });
      expect(april.readSession(words)).toMatchObject({ phase: 'AVAILABLE' });
    }
  });
});

describe.each(WIRE_FORMS)('names that every object has, in the form %s,', form => {
  it('are names like others', () => {
    const dialect = dialectOf(form);
    const text = `{"executable": {"kind": "constructor", "type": "uri:constructor"},
      "constructor": ["a"], "toString": {"kind": "valueOf"}, "__proto__": {"question": "b"}}`;
    const found = dialect.readRequest(JSON.parse(text)) as object;
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(found).not.toHaveProperty('question');
    expect(typeof (found as { executable: { kind: unknown } }).executable.kind).toBe('string');
    expect(Object.keys(found).sort()).toEqual(
      ['__proto__', 'constructor', 'executable', 'toString'].sort()
    );
    expect(Object.keys(dialect.writeRequest(found as never) as object)).toContain('__proto__');
  });
});

describe('a NO is read', () => {
  it.each([
    [v1, { kind: kinds.OFFER_SET, result: false }],
    [october, { uuid: '00000000-0000-4000-8000-000000000000', href: '/offersets/1', result: 'NO' }],
    [april, { result: 'no', messages: null }],
    [seed, { response: { result: 'NO' } }]
  ])('without offers and without a reason', (dialect, document) => {
    expect(dialect.readOfferSet(document)).toMatchObject({ result: 'NO' });
  });

  it('with the reasons of the working draft', () => {
    const set = {
      result: 'NO',
      reasons: [{ path: 'executable.type', text: 'Not here' }, 'Nor there']
    };
    expect(seed.readOfferSet(set)).toMatchObject({
      meta: {
        messages: [
          { level: 'ERROR', values: { path: 'executable.type' }, message: 'Not here' },
          { level: 'ERROR', message: 'Nor there' }
        ]
      }
    });
  });
});

describe('a request is read', () => {
  it('with what is wrong left where it is, for the check to name it', () => {
    const request = { executable: { kind: kinds.JUPYTER_NOTEBOOK, location: 3 } };
    expect(v1.readRequest(request)).toEqual(request);
    expect(v1.readRequest([])).toEqual([]);
  });

  it('as on the slides', () => {
    const found = seed.readRequest({
      executable: {
        name: 'Experiment two',
        type: 'uri:jupyter-notebook-1.0',
        notebook: { file: 'https://example.org/example.ipynb' },
        requirements: { file: 'https://example.org/requirements.txt' }
      },
      resources: {
        compute: [
          {
            type: 'uri:generic-compute',
            cores: { requested: { min: 4 } },
            memory: { requested: { min: 16 } }
          }
        ]
      }
    });
    expect(found).toEqual({
      executable: {
        kind: kinds.JUPYTER_NOTEBOOK,
        meta: { name: 'Experiment two' },
        location: 'https://example.org/example.ipynb',
        requirements: { file: 'https://example.org/requirements.txt' }
      },
      compute: { kind: kinds.SIMPLE_COMPUTE, cores: { min: 4 }, memory: { min: 16 } }
    });
  });

  it('as in the working draft', () => {
    const found = seed.readRequest({
      request: {
        executable: {
          type: 'https://www.purl.org/ivoa.net/executable-types/docker-container',
          spec: { repo: 'ghcr.io', image: 'ivoa/example', tag: '2024.08.30' }
        },
        resources: {
          compute: {
            spec: {
              cores: { min: 2 },
              volumes: [{ name: 'temp-volume', resource: 'scratch', path: '/temp', mode: 'rw' }]
            }
          },
          storage: [
            { name: 'scratch', type: 'uri:ephemeral-storage', size: { requested: { min: 10 } } }
          ]
        },
        datetime: [{ start: '2023-08-14/P1D', duration: { min: 'P1H' } }]
      }
    });
    expect(found).toEqual({
      executable: {
        kind: kinds.DOCKER_CONTAINER,
        image: { locations: ['ghcr.io/ivoa/example:2024.08.30'] }
      },
      compute: {
        kind: kinds.SIMPLE_COMPUTE,
        cores: { min: 2 },
        volumes: [
          {
            kind: kinds.SIMPLE_VOLUME,
            meta: { name: 'temp-volume' },
            resource: 'scratch',
            path: '/temp',
            mode: 'READWRITE'
          }
        ]
      },
      storage: [{ kind: kinds.SIMPLE_STORAGE, meta: { name: 'scratch' }, size: { min: 10 } }],
      schedule: { requested: { start: '2023-08-14/P1D', duration: 'PT1H' } }
    });
  });

  it('with a list of packages as the file that it stands for', () => {
    const found = seed.readRequest({
      executable: {
        type: 'uri:python-program-1.0',
        requirements: [{ numpy: '' }, { astropy: '>= 6.1' }]
      }
    }) as { executable: { requirements: { file: string } } };
    const { file } = found.executable.requirements;
    expect(decodeURIComponent(file)).toBe('data:text/plain,numpy\nastropy>= 6.1');
  });

  it('with what our model has one of, and April 2025 several, kept', () => {
    const type = `${EB}/resources/compute/simple-compute-resource-1.0`;
    const request = {
      executable: { type: `${EB}/executables/jupyter-notebook-1.0` },
      resources: {
        compute: [
          { type, name: 'a' },
          { type, name: 'b' }
        ]
      },
      schedule: {
        requested: {
          start: ['2026-11-24T10:00:00.000Z/PT60S', '2026-11-25T10:00:00.000Z/PT60S']
        }
      }
    };
    const found = april.readRequest(request);
    expect(found).toMatchObject({ compute: { meta: { name: 'a' } } });
    expect(april.writeRequest(found as never)).toEqual(request);
  });

  it('and what was asked stands beside what is offered', () => {
    const type = `${EB}/resources/compute/simple-compute-resource-1.0`;
    const cores = { requested: { min: 4 }, offered: { min: 8, max: 8 } };
    const offer = { resources: { compute: [{ type, cores }] } };
    const found = april.readSession(offer);
    expect(found).toMatchObject({ compute: { cores: { min: 8, max: 8, requested: { min: 4 } } } });
    expect(april.writeSession(found as never)).toMatchObject(offer);
  });
});

describe('what April 2025 cannot say', () => {
  it('are parts of a second in intervals, and intervals that only end', () => {
    const schedule = {
      available: { start: '2026-11-24T10:00:00.000Z/PT0.5S' },
      releasing: { start: '2026-11-24T10:00:00Z', duration: 'PT1M' }
    };
    const written = april.writeSession({ kind: kinds.SCHEDULED_SESSION, schedule });
    expect(written).toMatchObject({
      schedule: {
        executing: { start: '2026-11-24T10:00:00.000Z/PT1S' },
        releasing: { start: '2026-11-24T10:00:00.000Z/PT0S', duration: 'PT1M' }
      }
    });
    const ending = { available: { start: 'PT1H/2026-11-24T10:00:00Z' } };
    expect(april.writeSession({ kind: kinds.SCHEDULED_SESSION, schedule: ending })).toMatchObject({
      schedule: { executing: { start: '2026-11-24T09:00:00.000Z/PT3600S' } }
    });
  });
});

describe('the form of a document', () => {
  it.each<[string | undefined, unknown]>([
    ['v1.0', { executable: { kind: 'urn:anything' } }],
    ['calycopis-2025-10', { executable: { type: `${EB}/executable/anything` } }],
    ['wd-2025-04', { executable: { type: `${EB}/executables/anything` } }],
    ['wd-2025-04', { executable: { type: 'https://example.org/mine' }, resources: {} }],
    ['seed', { executable: { type: 'uri:anything' } }],
    ['calycopis-2025-10', { uuid: 'a', href: 'b', result: 'NO' }],
    ['seed', { result: 'NO', reasons: [] }],
    ['v1.0', { meta: { uuid: 'a' }, result: 'NO' }],
    ['wd-2025-04', { update: { type: 'uri:enum-value-update', path: 'state', value: 'ACCEPTED' } }],
    ['calycopis-2025-10', { type: 'uri:enum-value-update', path: 'phase', value: 'ACCEPTED' }],
    ['seed', { offer: { ident: 'a', status: 'ACCEPTED' } }],
    ['seed', { status: 'ACCEPTED' }],
    [undefined, { executable: { type: 'https://example.org/mine' } }],
    [undefined, {}],
    [undefined, 'text']
  ])('is %s by %j', (form, document) => {
    expect(formOf(document)).toBe(form);
  });

  it.each<[string | undefined, unknown]>([
    ['v1.0', { paths: { '/requests': {}, '/offersets': {} } }],
    ['v1.0', { paths: { '/broker/direct': {} } }],
    [
      'calycopis-2025-10',
      { paths: { '/offersets': {} }, components: { schemas: { VolumeMountList: {} } } }
    ],
    [
      'wd-2025-04',
      { paths: { '/offersets': {} }, components: { schemas: { ExecutionResourceList: {} } } }
    ],
    ['seed', { paths: { '/offers/{identifier}': {} } }],
    [undefined, { paths: { '/pets': {} } }],
    [undefined, '<html>']
  ])('that a service speaks is %s by its OpenAPI document', (form, document) => {
    expect(formOfOpenApi(document)).toBe(form);
  });
});
