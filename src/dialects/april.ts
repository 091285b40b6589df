import { RUCIO_DATA } from '../model/kinds';
import type { Phase } from '../model/phase';
import { ExecutionRequest } from '../model/request';
import { ExecutionSession } from '../model/session';
import { fromAccess, toAccess } from './access';
import { fromSides, toSides, type Side } from './april-quantity';
import { fromAprilSchedule, toAprilSchedule } from './april-schedule';
import { olderOfferSets } from './older-offer-set';
import { compact, fieldsOf, isFields, listOf, unlessEmpty, type Fields } from './fields';
import { fitFields } from './fit';
import { fromFlat, toFlat, type FlatForm } from './flat-component';
import { olderPhase } from './older-phase';
import { withSchedule } from './session-schedule';
import { readUpdate, writeTypedUpdate } from './update';
import type { Dialect } from './wire-form';

const FLAT = ['uuid', 'name', 'created'];

/** The form of April 2025: what is needed stands under `resources`, in lists. */
export const wd2025 = aprilDialect({ form: 'wd-2025-04', flat: FLAT, phasePath: 'state' });

/** What the schema of April 2025 and the working draft's text have in common. */
export function aprilDialect(form: FlatForm): Dialect {
  const writeSession = (session: unknown): Fields => {
    const { phase, connectors, schedule, ...rest } = withSchedule(
      fitFields(ExecutionSession, session, true)
    );
    const { executable, ...parts } = writeParts(form, toFlat(form, rest, 'session'), 'offered');
    return compact({
      ...parts,
      ...olderPhase(phase as Phase | undefined),
      ...unlessEmpty('schedule', toAprilSchedule(schedule)),
      ...toAccess(connectors, executable as Fields | undefined)
    });
  };
  return {
    form: form.form,
    askPath: '/offersets',
    writeRequest(request) {
      const { schedule, ...rest } = fitFields(ExecutionRequest, request, true);
      return compact({
        ...writeParts(form, rest, 'requested'),
        ...unlessEmpty('schedule', toAprilSchedule(schedule))
      });
    },
    readRequest(document) {
      if (!isFields(document)) {
        return document;
      }
      const { schedule, ...rest } = document;
      const request = {
        ...readParts(rest),
        ...(isFields(schedule) ? { schedule: fromAprilSchedule(schedule) } : { schedule })
      };
      return fitFields(ExecutionRequest, compact(request), false);
    },
    ...olderOfferSets(form, { writeSession, readSession }),
    writeSession,
    readSession,
    writeUpdate: update => writeTypedUpdate(form, update),
    readUpdate
  };
}

function readSession(document: unknown): Fields {
  const { status, state = status, phase = state, schedule, ...rest } = fieldsOf(document);
  const { executable, ...parts } = readParts(fromFlat('session', rest));
  const session = compact({
    ...parts,
    phase,
    ...unlessEmpty('schedule', fromAprilSchedule(schedule)),
    ...fromAccess(executable)
  });
  return withSchedule(fitFields(ExecutionSession, withSchedule(session), true));
}

function writeParts(form: FlatForm, document: Fields, side: Side): Fields {
  const { executable, compute, storage, data, resources, ...rest } = document;
  const sized = (value: unknown): Fields => toSides(toFlat(form, value), side);
  const more = fieldsOf(resources);
  return {
    ...rest,
    ...(executable === undefined ? {} : { executable: toFlat(form, executable) }),
    ...unlessEmpty('resources', {
      ...more,
      ...(compute === undefined && more.compute === undefined
        ? {}
        : {
            compute: [
              ...(compute === undefined ? [] : [writeCompute(form, sized(compute))]),
              ...listOf(more.compute)
            ]
          }),
      ...(storage === undefined ? {} : { storage: listOf(storage).map(sized) }),
      ...(data === undefined ? {} : { data: listOf(data).map(one => writeData(form, one)) })
    })
  };
}

/** Our model has one compute resource; further ones, and what else is there, stay in `resources`. */
function readParts(document: Fields): Fields {
  const { executable, resources, ...rest } = document;
  const { compute, storage, data, ...others } = fieldsOf(resources);
  const [first, ...further] = listOf(compute);
  return compact({
    ...rest,
    executable: isFields(executable) ? fromFlat('executable', executable) : executable,
    compute: first === undefined ? undefined : readCompute(first),
    storage:
      storage === undefined
        ? undefined
        : listOf(storage).map(one => fromSides(fromFlat('storage', one))),
    data: data === undefined ? undefined : listOf(data).map(readData),
    ...unlessEmpty('resources', { ...others, ...unlessEmpty('compute', further) })
  });
}

function writeCompute(form: FlatForm, { volumes, ...compute }: Fields): Fields {
  return compact({
    ...compute,
    volumes: volumes === undefined ? undefined : listOf(volumes).map(one => toFlat(form, one))
  });
}

function readCompute(value: unknown): unknown {
  if (!isFields(value)) {
    return value;
  }
  const { volumes, ...compute } = fromFlat('compute', value);
  return compact({
    ...fromSides(compute),
    volumes: volumes === undefined ? undefined : listOf(volumes).map(one => fromFlat('volume', one))
  });
}

/** Rucio's properties stand beside the others, and a scope is a domain. */
function writeData(form: FlatForm, value: unknown): Fields {
  const { kind, rucio } = fieldsOf(value);
  if (kind !== RUCIO_DATA || !isFields(rucio)) {
    return toFlat(form, value);
  }
  const { rucio: _block, ...data } = toFlat(form, value);
  const { endpoint, scope, object, ...more } = rucio;
  return compact({ ...data, endpoint, domain: scope, object, ...unlessEmpty('rucio', more) });
}

function readData(value: unknown): Fields {
  const data = fromFlat('data', value);
  if (data.kind !== RUCIO_DATA) {
    return data;
  }
  const { endpoint, domain, object, objectid = object, rucio, ...rest } = data;
  return {
    ...rest,
    ...unlessEmpty(
      'rucio',
      compact({ endpoint, scope: domain, object: objectid, ...fieldsOf(rucio) })
    )
  };
}
