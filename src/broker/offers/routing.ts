import { Type, type Static } from 'typebox';

import { kindName } from '../../model/kinds';
import type { ExecutionRequest } from '../../model/request';

/** Which requests a platform is asked; what is absent does not matter. */
export const Routing = Type.Object(
  {
    /** Kinds of executables, whole or by their short names: `jupyter-notebook`. */
    executable: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    /** Only those that need accelerators (true), or only those that need none (false). */
    accelerators: Type.Optional(Type.Boolean()),
    /** Only those that need at least, or at most, so many cores. */
    minCores: Type.Optional(Type.Integer({ minimum: 0 })),
    maxCores: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The same for memory, in GiB. */
    minMemory: Type.Optional(Type.Integer({ minimum: 0 })),
    maxMemory: Type.Optional(Type.Integer({ minimum: 0 }))
  },
  { additionalProperties: false }
);
export type Routing = Static<typeof Routing>;

/** Whether a platform with this rule is asked a request. It goes by the least that the request needs. */
export function suits(rule: Routing | undefined, request: ExecutionRequest): boolean {
  if (!rule) {
    return true;
  }
  const { executable, accelerators, minCores, maxCores, minMemory, maxMemory } = rule;
  const { kind } = request.executable;
  const { compute } = request;
  const cores = compute?.cores?.min ?? 0;
  const memory = compute?.memory?.min ?? 0;
  return (
    (executable === undefined ||
      executable.some(name => name === kind || name === kindName(kind))) &&
    (accelerators === undefined || accelerators === (compute?.accelerators?.min ?? 0) > 0) &&
    cores >= (minCores ?? 0) &&
    cores <= (maxCores ?? Infinity) &&
    memory >= (minMemory ?? 0) &&
    memory <= (maxMemory ?? Infinity)
  );
}
