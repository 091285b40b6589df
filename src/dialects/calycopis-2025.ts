import type { Phase } from '../model/phase';
import { ExecutionRequest } from '../model/request';
import { ExecutionSession } from '../model/session';
import { fromAccess, toAccess } from './access';
import { olderOfferSets } from './older-offer-set';
import { compact, fieldsOf, isFields, listOf, unlessEmpty, type Fields } from './fields';
import { fitFields } from './fit';
import { fromFlat, toFlat, type FlatForm } from './flat-component';
import { olderPhase } from './older-phase';
import { withSchedule } from './session-schedule';
import { readUpdate, writeTypedUpdate } from './update';
import type { Dialect } from './wire-form';

const FORM: FlatForm = {
  form: 'calycopis-2025-10',
  flat: ['uuid', 'name', 'description', 'created'],
  phasePath: 'phase'
};

/** The form of October 2025: flat components, volumes beside the compute resource. */
export const calycopis2025: Dialect = {
  form: FORM.form,
  askPath: '/offersets',
  writeRequest: request => writeParts(fitFields(ExecutionRequest, request, true)),
  readRequest: document =>
    isFields(document) ? fitFields(ExecutionRequest, readParts(document), false) : document,
  ...olderOfferSets(FORM, { writeSession, readSession }),
  writeSession,
  readSession,
  writeUpdate: update => writeTypedUpdate(FORM, update),
  readUpdate
};

function writeSession(session: unknown): Fields {
  const { phase, connectors, ...rest } = withSchedule(fitFields(ExecutionSession, session, true));
  const { executable, ...parts } = writeParts(toFlat(FORM, rest, 'session'));
  return compact({
    ...parts,
    ...olderPhase(phase as Phase | undefined),
    ...toAccess(connectors, executable as Fields | undefined)
  });
}

function readSession(document: unknown): Fields {
  const { state, phase = state, ...rest } = fieldsOf(document);
  const { executable, ...parts } = readParts(fromFlat('session', rest));
  const session = compact({ ...parts, phase, ...fromAccess(executable) });
  return withSchedule(fitFields(ExecutionSession, withSchedule(session), true));
}

function writeParts(document: Fields): Fields {
  const { executable, compute, storage, data, ...rest } = document;
  const { volumes, ...computing } = fieldsOf(compute);
  const mounts = listOf(volumes).map(writeVolume);
  const names = mounts.map(({ name }) => name).filter(name => name !== undefined);
  return compact({
    ...rest,
    executable: executable === undefined ? undefined : toFlat(FORM, executable),
    compute:
      compute === undefined
        ? undefined
        : { ...toFlat(FORM, computing), ...unlessEmpty('volumes', names) },
    storage: storage === undefined ? undefined : listOf(storage).map(one => toFlat(FORM, one)),
    volumes: volumes === undefined ? undefined : mounts,
    data: data === undefined ? undefined : listOf(data).map(one => toFlat(FORM, one))
  });
}

function readParts(document: Fields): Fields {
  const { executable, compute, storage, volumes, data, ...rest } = document;
  const { volumes: named, ...computing } = fieldsOf(compute);
  const mounts = listOf(volumes).map(readVolume);
  const known = mounts.map(({ meta }) => fieldsOf(meta).name);
  const all = [
    ...mounts,
    ...listOf(named)
      .map(mount => (isFields(mount) ? mount : { name: mount }))
      .filter(({ name }) => !known.includes(name))
      .map(readVolume)
  ];
  return compact({
    ...rest,
    executable: isFields(executable) ? fromFlat('executable', executable) : executable,
    compute:
      isFields(compute) || all.length
        ? {
            ...fromFlat('compute', computing),
            ...(volumes === undefined && named === undefined ? {} : { volumes: all })
          }
        : compute,
    storage:
      storage === undefined ? undefined : listOf(storage).map(one => fromFlat('storage', one)),
    data: data === undefined ? undefined : listOf(data).map(one => fromFlat('data', one))
  });
}

/** One resource is mounted; a service may name several at one path, which are kept. */
function writeVolume(value: unknown): Fields {
  const {
    resource,
    resources = resource === undefined ? undefined : [resource],
    ...rest
  } = toFlat(FORM, value);
  return compact({ ...rest, resources });
}

function readVolume(value: unknown): Fields {
  const { resources, ...rest } = fromFlat('volume', value);
  const [resource, ...more] = listOf(resources);
  return compact({
    resource,
    ...rest,
    resources: more.length ? listOf(resources) : undefined
  });
}
