import { Type, type Static } from 'typebox';

/** An ISO 8601 duration, `PT1H30M`. Our own text: the published pattern, with weeks beside days. */
export const ISO8601Duration = Type.String({
  pattern:
    '^-?P(?=\\d|T\\d)(?:\\d+Y)?(?:\\d+M)?(?:\\d+W)?(?:\\d+D)?(?:T(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d+)?S)?)?$'
});
/** An ISO 8601 instant. */
export const ISO8601Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' });
/** An ISO 8601 interval: start/end, start/duration or duration/end. */
export const ISO8601Interval = Type.String({ pattern: '^[^/]+/[^/]+$' });

const instantAndDuration = Type.Object({
  start: Type.Optional(ISO8601Instant),
  duration: Type.Optional(ISO8601Duration)
});
const intervalAndDuration = Type.Object({
  start: Type.Optional(ISO8601Interval),
  duration: Type.Optional(ISO8601Duration)
});

/** When a session is prepared, when it can be used and for how long, and when it is released. */
export const Schedule = Type.Object({
  preparing: Type.Optional(instantAndDuration),
  available: Type.Optional(intervalAndDuration),
  releasing: Type.Optional(instantAndDuration)
});
export type Schedule = Static<typeof Schedule>;

/** When the client wants it: any start within the interval, for so long. */
export const RequestedSchedule = Type.Object({
  requested: Type.Optional(
    Type.Object({
      start: Type.Optional(ISO8601Interval),
      duration: Type.Optional(ISO8601Duration)
    })
  )
});
export type RequestedSchedule = Static<typeof RequestedSchedule>;

/** Common to the components that a session brings to life. */
export const lifecycleProperties = {
  phase: Type.Optional(
    Type.Enum([
      'INITIALIZING',
      'WAITING',
      'PREPARING',
      'AVAILABLE',
      'RUNNING',
      'RELEASING',
      'COMPLETED',
      'FAILED',
      'CANCELLED'
    ])
  ),
  schedule: Type.Optional(Schedule)
};
