import { Type, type Static } from 'typebox';

import { componentProperties } from './component';
import type { MessageItem } from './message';
import { ExecutionSession } from './session';

/** What one platform answered (our extension): so that a NO and a silence are seen beside the offers. */
export const PlatformAnswer = Type.Object({
  /** The name of the platform. */
  platform: Type.String(),
  state: Type.Enum(['ASKING', 'YES', 'NO', 'SILENT']),
  messages: Type.Optional(componentProperties.meta.properties.messages)
});
export type PlatformAnswer = Omit<Static<typeof PlatformAnswer>, 'messages'> & {
  messages?: MessageItem[];
};

/** The answer: YES with offers, or NO with the reasons in `meta.messages`. */
export const OfferSetResponse = Type.Object({
  ...componentProperties,
  /** Absent while platforms are still being asked and none has said YES. */
  result: Type.Optional(Type.Enum(['YES', 'NO'])),
  description: Type.Optional(Type.String()),
  offers: Type.Optional(Type.Array(ExecutionSession)),
  /** When the last of its offers expires. */
  expires: Type.Optional(Type.String({ format: 'date-time' })),
  answers: Type.Optional(Type.Array(PlatformAnswer))
});
export type OfferSetResponse = Omit<Static<typeof OfferSetResponse>, 'offers' | 'answers'> & {
  offers?: ExecutionSession[];
  answers?: PlatformAnswer[];
};
