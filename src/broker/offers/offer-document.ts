import { SCHEDULED_SESSION, SIMPLE_COMPUTE } from '../../model/kinds';
import { INTEGER_DELTA_OPTION, type Option } from '../../model/option';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { formatDuration, formatInstant, formatInterval } from '../../model/time';
import { DURATION_PATH } from '../../model/update-kind';
import type { Capacity, Proposal } from '../platforms/platform';

type Offered = Capacity & Partial<Omit<Proposal, keyof Capacity>>;

/** The parts of an offer that do not change: what was asked, with what is offered for it. */
export function offerDocument(request: ExecutionRequest, offered: Offered): ExecutionSession {
  const { cores, memory, starts, seconds, preparing, costs, messages, modes, longest } = offered;
  const name = request.executable.meta?.name;
  return {
    kind: SCHEDULED_SESSION,
    meta: {
      ...(name ? { name } : {}),
      ...(messages ? { messages } : {}),
      ...(longest === undefined || seconds === undefined
        ? {}
        : { options: moreTime(seconds, longest) })
    },
    executable: request.executable,
    compute: {
      ...request.compute,
      kind: SIMPLE_COMPUTE,
      cores: { min: cores, max: cores },
      memory: { min: memory, max: memory }
    },
    ...(request.storage ? { storage: request.storage } : {}),
    ...(request.data ? { data: request.data } : {}),
    ...(starts === undefined || seconds === undefined
      ? {}
      : {
          schedule: {
            ...(preparing === undefined
              ? {}
              : {
                  preparing: {
                    start: formatInstant(starts),
                    duration: formatDuration(preparing * 1000)
                  }
                }),
            available: {
              start: formatInterval({ start: starts, end: starts }),
              duration: formatDuration(seconds * 1000)
            }
          }
        }),
    ...(costs ? { costs } : {}),
    ...(modes ? { modes: [...modes] } : {})
  };
}

/** What says that a session of so many seconds can be given more, up to `longest` in all. */
export function moreTime(seconds: number, longest: number): Option[] {
  const max = Math.floor(longest - seconds);
  return max < 1
    ? []
    : [{ kind: INTEGER_DELTA_OPTION, path: DURATION_PATH, min: 1, max, units: 'seconds' }];
}
