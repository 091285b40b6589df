/** The forms in which brokers in the field speak the standard, newest first (docs/wire.md). */
export const WIRE_FORMS = ['v1.0', 'calycopis-2025-10', 'wd-2025-04', 'seed'] as const;

export type WireForm = (typeof WIRE_FORMS)[number];
