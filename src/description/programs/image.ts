import type { DockerContainer } from '../../model/executable';

export const LONGEST_REFERENCE = 500;
/** A part between two slashes, and a registry, as regular expressions. */
export const IMAGE_PART = '[a-z\\d]+(?:(?:\\.|__?|-+)[a-z\\d]+)*';
export const IMAGE_HOST =
  '[A-Za-z\\d](?:[A-Za-z\\d-]*[A-Za-z\\d])?(?:\\.[A-Za-z\\d](?:[A-Za-z\\d-]*[A-Za-z\\d])?)*(?::\\d{1,5})?';
const REFERENCE = new RegExp(
  `^(?:${IMAGE_HOST}/)?${IMAGE_PART}(?:/${IMAGE_PART})*(?::\\w[\\w.-]{0,127})?(?:@sha256:[a-f\\d]{64})?$`
);

/** The image that a path names as docker has it, `docker://name:tag`; `undefined` where it names a file. */
export function imageIn(path: string): string | undefined {
  return /^docker:\/\/(.*)$/.exec(path)?.[1];
}

/**
 * A reference to an image of containers, `[host[:port]/]path[:tag][@sha256:digest]`.
 *
 * Source: the grammar of the reference package of the distribution project.
 */
export function isImageReference(text: string): boolean {
  return text.length <= LONGEST_REFERENCE && REFERENCE.test(text);
}

/** An image as a request names it: where it is, and which exactly. */
export function imageOf(reference: string): NonNullable<DockerContainer['image']> {
  const [location = reference, digest] = reference.split('@');
  return { locations: [location], ...(digest === undefined ? {} : { digest }) };
}
