import { Type, type Static } from 'typebox';

import { SimpleComputeResource } from './compute';
import { MinMaxCost } from './cost';
import { AbstractDataResource } from './data';
import { AbstractExecutable } from './executable';
import { MinMaxMetric } from './metric';
import { RequestedSchedule } from './schedule';
import { SimpleStorageResource } from './storage';

/** An executable and what it needs. Kinds are looked at one by one (validate.ts). */
export const executionComponents = {
  executable: Type.Optional(AbstractExecutable),
  compute: Type.Optional(SimpleComputeResource),
  storage: Type.Optional(Type.Array(SimpleStorageResource)),
  data: Type.Optional(Type.Array(AbstractDataResource))
};

/** The question: where, and when, can this run? */
export const ExecutionRequest = Type.Object({
  ...executionComponents,
  executable: AbstractExecutable,
  schedule: Type.Optional(RequestedSchedule),
  costs: Type.Optional(Type.Array(MinMaxCost)),
  metrics: Type.Optional(Type.Array(MinMaxMetric)),
  /**
   * The client's name for its question (our extension). A client that asks again under the same name
   * no longer wants its earlier offers: those not accepted are rejected.
   */
  question: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /**
   * Which asking under that name this is, higher each time (our extension). One that a higher one has
   * overtaken on the way is asked of nobody, and takes nothing back.
   */
  round: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))
});
export type ExecutionRequest = Omit<Static<typeof ExecutionRequest>, 'executable' | 'data'> & {
  executable: AbstractExecutable;
  data?: AbstractDataResource[];
};
