const GIB = 2 ** 30;

/**
 * How much more memory is asked for than was measured. Source: the Vertical Pod Autoscaler of
 * Kubernetes, which recommends the peak and 15 % (`recommendation-margin-fraction`).
 */
export const MEMORY_HEADROOM = 1.15;

/** Whole GiB, one at least, for so many bytes with such a headroom. */
export function gibFor(bytes: number, headroom: number): number {
  return Math.max(1, Math.ceil((bytes * headroom) / GIB));
}
