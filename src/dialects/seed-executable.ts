import { DOCKER_CONTAINER, JUPYTER_NOTEBOOK } from '../model/kinds';
import { compact, fieldsOf, isFields, listOf, type Fields } from './fields';

/** An executable as the slides have it: `notebook.file`, and an image in its parts. */
export function toSeedExecutable(kind: unknown, { location, image, ...rest }: Fields): Fields {
  switch (kind) {
    case JUPYTER_NOTEBOOK:
      return compact({
        ...rest,
        notebook: location === undefined ? undefined : { file: location }
      });
    case DOCKER_CONTAINER:
      return { ...rest, ...(image === undefined ? {} : toImage(fieldsOf(image))) };
    default:
      return compact({ ...rest, location, image });
  }
}

/** The other way; what the draft puts under `spec` is read too. */
export function fromSeedExecutable(kind: unknown, { spec, ...beside }: Fields): Fields {
  const { notebook, requirements, ...rest } = { ...beside, ...fieldsOf(spec) };
  const needs = requirements === undefined ? {} : { requirements: requirementsOf(requirements) };
  switch (kind) {
    case JUPYTER_NOTEBOOK: {
      const file = isFields(notebook) ? notebook.file : notebook;
      return compact({ location: file, ...rest, ...needs });
    }
    case DOCKER_CONTAINER:
      return { ...fromImage(rest), ...needs };
    default:
      return compact({ ...rest, notebook, ...needs });
  }
}

/** `ghcr.io/ivoa/example:2024` is a repository, an image and a tag. What is more goes as `oci`. */
function toImage(block: Fields): Fields {
  const [location] = listOf(block.locations);
  const text = typeof location === 'string' ? location : undefined;
  const [, repository, image, tag] =
    text === undefined
      ? []
      : (/^(?:([^/]*[.:][^/]*|localhost)\/)?(.*?)(?::([^:/]*))?$/s.exec(text) ?? []);
  const { digest, platform } = block;
  const parts = compact({
    repository,
    image,
    tag,
    digest,
    platforms: platform === undefined ? undefined : [platform]
  });
  const whole = JSON.stringify(fromImage(parts).image) === JSON.stringify(block);
  return whole ? parts : { ...parts, oci: block };
}

function fromImage(fields: Fields): Fields {
  const { repo, repository = repo, image, tag, digest, platforms, oci, ...rest } = fields;
  if (isFields(oci) || isFields(image)) {
    return { ...rest, image: isFields(oci) ? oci : image };
  }
  const name = typeof image === 'string' ? image : undefined;
  const location = [
    typeof repository === 'string' ? `${repository}/` : '',
    name ?? '',
    typeof tag === 'string' ? `:${tag}` : ''
  ].join('');
  const block = compact({
    locations: location ? [location] : undefined,
    digest,
    platform: listOf(platforms)[0]
  });
  return Object.keys(block).length ? { ...rest, image: block } : rest;
}

/** A file; or the draft's list of packages with their versions, as the file that it stands for. */
function requirementsOf(value: unknown): unknown {
  if (typeof value === 'string') {
    return { file: value };
  }
  if (!Array.isArray(value)) {
    return value;
  }
  const lines = value.map(item =>
    isFields(item)
      ? Object.entries(item)
          .map(([name, version]) => `${name}${typeof version === 'string' ? version : ''}`)
          .join('\n')
      : String(item)
  );
  return { file: `data:text/plain,${encodeURIComponent(lines.join('\n'))}` };
}
