/**
 * The forms in which the standard has been written, newest first: the published schemas of July 2026,
 * October 2025 and April 2025, and `seed`, the form of the slides and of the working draft's text.
 */
export const WIRE_FORMS = ['v1.0', 'calycopis-2025-10', 'wd-2025-04', 'seed'] as const;

export type WireForm = (typeof WIRE_FORMS)[number];
