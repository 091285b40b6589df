import { Type, type Static } from 'typebox';

import { MinMaxCost } from './cost';
import { MessageItem } from './message';
import { MinMaxMetric } from './metric';
import { Option } from './option';

/** What a service says about a component. Every part is optional. */
export const ComponentMetadata = Type.Object({
  uuid: Type.Optional(Type.String({ format: 'uuid' })),
  name: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  created: Type.Optional(Type.String({ format: 'date-time' })),
  modified: Type.Optional(Type.String({ format: 'date-time' })),
  messages: Type.Optional(Type.Array(MessageItem)),
  options: Type.Optional(Type.Array(Option))
});
export type ComponentMetadata = Static<typeof ComponentMetadata>;

/** Common to every component. Unknown properties are kept. */
export const componentProperties = {
  kind: Type.String({ minLength: 1 }),
  meta: Type.Optional(ComponentMetadata),
  costs: Type.Optional(Type.Array(MinMaxCost)),
  metrics: Type.Optional(Type.Array(MinMaxMetric))
};

export const AbstractComponent = Type.Object(componentProperties);
export type AbstractComponent = Static<typeof AbstractComponent>;
