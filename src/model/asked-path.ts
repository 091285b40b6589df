import type { AbstractExecutable } from './executable';
import { JUPYTER_NOTEBOOK } from './kinds';

/**
 * The path of what is asked about: the panel and the command write it into the description, an image as
 * `docker://` and its name. With others that is prose, and there is no path.
 */
export function askedPath({ kind, meta }: AbstractExecutable): string | undefined {
  const { name, description } = meta ?? {};
  const isPath =
    kind === JUPYTER_NOTEBOOK || name === undefined
      ? description?.endsWith('.ipynb')
      : description === name || ['/', '\\'].some(mark => description?.endsWith(mark + name));
  return isPath === true ? description : undefined;
}
