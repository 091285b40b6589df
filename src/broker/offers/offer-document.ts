import { SCHEDULED_SESSION, SIMPLE_COMPUTE } from '../../model/kinds';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { formatDuration, formatInstant, formatInterval } from '../../model/time';
import type { Capacity, Proposal } from '../platforms/platform';

type Offered = Capacity & Partial<Omit<Proposal, keyof Capacity>>;

/** The parts of an offer that do not change: what was asked, with what is offered for it. */
export function offerDocument(request: ExecutionRequest, offered: Offered): ExecutionSession {
  const { cores, memory, starts, seconds, preparing, costs, messages, modes } = offered;
  const name = request.executable.meta?.name;
  return {
    kind: SCHEDULED_SESSION,
    meta: { ...(name ? { name } : {}), ...(messages ? { messages } : {}) },
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
