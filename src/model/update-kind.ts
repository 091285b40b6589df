/** The kinds and paths of updates; apart from their schemas, so that the page can name one without them. */
export const STRING_VALUE_UPDATE = 'uri:string-value-update';
export const ENUM_VALUE_UPDATE = 'uri:enum-value-update';
export const INTEGER_VALUE_UPDATE = 'uri:integer-value-update';
export const INTEGER_DELTA_UPDATE = 'uri:integer-delta-update';

/** Where the time is that a session is promised: its option and its update say so. */
export const DURATION_PATH = 'schedule.available.duration';
