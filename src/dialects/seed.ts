import { aprilDialect } from './april';
import { compact, fieldsOf, isFields, listOf, unlessEmpty, type Fields } from './fields';
import { kindOf } from './kind-names';
import { fromSeedExecutable, toSeedExecutable } from './seed-executable';
import type { Dialect } from './wire-form';

/** The draft's text and the schema of April 2025 agree on how resources stand in a document. */
const april = aprilDialect({
  form: 'seed',
  flat: ['uuid', 'name', 'description', 'created'],
  phasePath: 'status'
});

/**
 * The form of the slides of February 2025 and of the working draft's text. It has no schema: the
 * examples there are what it is held against.
 */
export const seed: Dialect = {
  form: 'seed',
  askPath: '/offersets',
  writeRequest: request => toSeed(april.writeRequest(request)),
  readRequest: document =>
    isFields(document) ? april.readRequest(fromSeed(inner(document, 'request'))) : document,
  writeOfferSet(set) {
    const { offers, ...rest } = fieldsOf(april.writeOfferSet(set));
    return compact({
      ...rest,
      ...(rest.result === 'NO' ? unlessEmpty('reasons', listOf(rest.messages).map(reasonOf)) : {}),
      offers: offers === undefined ? undefined : listOf(offers).map(sessionOf)
    });
  },
  readOfferSet(document) {
    const { reasons, offers, messages, ...rest } = inner(document, 'response');
    const said = messages ?? (reasons === undefined ? undefined : listOf(reasons).map(messageOf));
    return april.readOfferSet(
      compact({
        ...rest,
        messages: said,
        offers: offers === undefined ? undefined : listOf(offers).map(fromSeedSession)
      })
    );
  },
  writeSession: session => sessionOf(april.writeSession(session)),
  readSession: document => april.readSession(fromSeedSession(document)),
  writeUpdate: update =>
    update.path === 'phase' && 'value' in update
      ? { status: update.value, ...('mode' in update ? { mode: update.mode } : {}) }
      : april.writeUpdate(update),
  readUpdate: document => april.readUpdate(document)
};

/** A document in the draft's wrapper, or without it. */
function inner(document: unknown, ...wrappers: string[]): Fields {
  const fields = fieldsOf(document);
  const [name] = wrappers.filter(wrapper => isFields(fields[wrapper]));
  return name !== undefined && !('executable' in fields) && !('result' in fields)
    ? fieldsOf(fields[name])
    : fields;
}

function sessionOf(session: unknown): Fields {
  const { type: _none, state, ...rest } = fieldsOf(toSeed(session));
  return compact({ ident: rest.uuid, status: state, ...rest });
}

/** What the draft calls `ident`, and the copy of the request that its offers carry. */
function fromSeedSession(document: unknown): Fields {
  const { ident, request, uuid = ident, ...rest } = inner(document, 'offer', 'job');
  return fromSeed(compact({ ...rest, ...fieldsOf(request), uuid }));
}

function toSeed(document: unknown): Fields {
  const { executable, resources, ...rest } = fieldsOf(document);
  return compact({
    ...rest,
    executable: executable === undefined ? undefined : executableOf(fieldsOf(executable)),
    resources: isFields(resources) ? eachVolume(resources, shortMode) : resources
  });
}

function fromSeed(document: Fields): Fields {
  const { executable, datetime, schedule = scheduleOf(datetime), resources, ...rest } = document;
  const { type, ...parts } = fieldsOf(executable);
  const { endpoint, ...read } = fromSeedExecutable(kindOf('executable', type), parts);
  const access = read.access ?? (endpoint === undefined ? undefined : { locations: [endpoint] });
  return compact({
    ...rest,
    executable: isFields(executable) ? compact({ type, ...read, access }) : executable,
    schedule,
    resources: isFields(resources) ? eachCompute(resources) : resources
  });
}

function executableOf({ type, ...rest }: Fields): Fields {
  const [first] = listOf(rest.access);
  const [endpoint] = listOf(fieldsOf(first).locations);
  return compact({ type, ...toSeedExecutable(kindOf('executable', type), rest), endpoint });
}

/** The draft's older text writes a compute resource without its list, and puts figures into `spec`. */
function eachCompute(resources: Fields): Fields {
  const unspec = (value: unknown): unknown => {
    const { spec, ...rest } = fieldsOf(value);
    return isFields(value) ? { ...rest, ...fieldsOf(spec) } : value;
  };
  return compact({
    ...resources,
    compute: resources.compute === undefined ? undefined : listOf(resources.compute).map(unspec)
  });
}

function eachVolume(resources: Fields, change: (volume: Fields) => Fields): Fields {
  if (resources.compute === undefined) {
    return resources;
  }
  const compute = listOf(resources.compute).map(one => {
    const { volumes, ...rest } = fieldsOf(one);
    return volumes === undefined
      ? rest
      : { ...rest, volumes: listOf(volumes).map(volume => change(fieldsOf(volume))) };
  });
  return { ...resources, compute };
}

function shortMode(volume: Fields): Fields {
  const { mode } = volume;
  return mode === undefined ? volume : { ...volume, mode: mode === 'READONLY' ? 'ro' : 'rw' };
}

/** The draft's `datetime: [{start, duration: {min}}]` is a requested schedule. */
function scheduleOf(datetime: unknown): unknown {
  const [first] = listOf(datetime);
  if (!isFields(first)) {
    return undefined;
  }
  const { start, duration } = first;
  return {
    requested: compact({ start, duration: isFields(duration) ? duration.min : duration })
  };
}

function reasonOf(message: unknown): Fields {
  const { values, message: text } = fieldsOf(message);
  return compact({ path: fieldsOf(values).path, text });
}

function messageOf(reason: unknown): Fields {
  const { path, text } = fieldsOf(reason);
  return compact({
    level: 'ERROR',
    values: path === undefined ? undefined : { path },
    message: isFields(reason) ? text : reason
  });
}
