import type { DockerContainer } from '../../model/executable';

/**
 * A reference to an image of containers, as registries have it: `[host[:port]/]path[:tag][@digest]`.
 *
 * Source: the grammar of the reference package of the distribution project.
 */
const REFERENCE =
  /^(?:(?:[a-z\d](?:[a-z\d-]*[a-z\d])?)(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*(?::\d+)?\/)?[a-z\d]+(?:(?:\.|__?|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|__?|-+)[a-z\d]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f\d]{64})?$/i;

export function isImageReference(text: string): boolean {
  return text.length <= 500 && REFERENCE.test(text);
}

/** An image as a request names it: where it is, and which exactly. */
export function imageOf(reference: string): NonNullable<DockerContainer['image']> {
  const [location = reference, digest] = reference.split('@');
  return { locations: [location], ...(digest === undefined ? {} : { digest }) };
}
