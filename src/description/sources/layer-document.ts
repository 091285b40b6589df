import { parseDuration, parseInterval } from '../../model/time';
import type { Evidence, Problem } from '../finding';
import { ROLES, type Layer, type Role, type Said } from '../layer';
import type { Folders } from '../folder';
import { readLayerRequirements } from './layer-requirements';
import { entriesOf, get, itemsOf, textOf, type Located } from './located';
import type { Place } from './place';

/** The layers of one document, the weakest first. */
export interface ReadLayers {
  layers: Layer[];
  problems: Problem[];
}

/** What a layer may have that is not for us to judge. */
const OTHERS_BUSINESS = new Set(['kind', 'meta', 'name', 'description', 'executable']);
const FILE_ROLES = ROLES.filter(role => role !== 'notebook');

const WORDS: Readonly<Record<Role, string>> = {
  developer: 'Said by the developer: {place}',
  packager: 'Said by the packager: {place}',
  publisher: 'Said by the publisher: {place}',
  user: 'Said by the user: {place}',
  notebook: "Said in the notebook's metadata"
};

/**
 * Reads a file of layers: one for each of the standard's roles (`developer:`, `packager:`,
 * `publisher:`, `user:`), or one alone, which is the developer's. Each is a request as it would be
 * sent, with `compute`, `schedule` and `costs` of it, and of `executable` the version of its language and
 * its requirements; all optional. Requirements are left out where there are no `folders` to read them in.
 */
export async function readLayerFile(
  document: Located,
  place: Place,
  folders?: Folders
): Promise<ReadLayers> {
  const roles = FILE_ROLES.filter(role => get(document, role));
  const problems: Problem[] = [];
  if (!document.entries) {
    trouble(problems, place, document, '{place}: names and values are expected, as in a request');
    return { layers: [], problems };
  }
  if (roles.length === 0) {
    return { layers: [await readLayer(document, place, 'developer', problems, folders)], problems };
  }
  for (const [name, node] of document.entries) {
    if (!FILE_ROLES.some(role => role === name)) {
      trouble(
        problems,
        place,
        node,
        '{place}: {name} is no role (developer, packager, publisher, user); left out',
        { name }
      );
    }
  }
  const layers: Layer[] = [];
  for (const role of roles) {
    const layer = await readLayer(get(document, role) ?? document, place, role, problems, folders);
    const { requirements } = layer;
    layers.push({
      ...layer,
      ...(requirements && roles.length > 1
        ? { requirements: { ...requirements, name: `${place.name} (${role})` } }
        : {})
    });
  }
  return { layers, problems };
}

/** Reads what a notebook's metadata says, as one layer. */
export async function readNotebookLayer(
  document: Located,
  place: Place,
  folders?: Folders
): Promise<ReadLayers> {
  const problems: Problem[] = [];
  const own = new Map(
    [...(document.entries ?? [])].filter(([name]) => name !== 'requirements' && name !== 'python')
  );
  const node = { line: document.line, entries: own };
  const layer = await readLayer(node, place, 'notebook', problems, folders);
  return { layers: [layer], problems };
}

async function readLayer(
  node: Located,
  place: Place,
  role: Role,
  problems: Problem[],
  folders: Folders | undefined
): Promise<Layer> {
  const layer: Layer = {};
  const said = <T>(value: T | undefined, at: Located | undefined): Said<T> | undefined =>
    value === undefined || !at ? undefined : { value, evidence: evidenceOf(role, place, at) };
  const put = <K extends keyof Layer>(key: K, value: Layer[K]): void => {
    if (value) {
      layer[key] = value;
    }
  };
  for (const [name, value] of node.entries ?? []) {
    if (!['compute', 'schedule', 'costs'].includes(name) && !OTHERS_BUSINESS.has(name)) {
      trouble(
        problems,
        place,
        value,
        '{place}: {name} is not read from a description file; left out',
        {
          name
        }
      );
    }
  }
  const compute = get(node, 'compute');
  for (const key of ['cores', 'memory', 'accelerators'] as const) {
    const part = get(compute, key);
    const bounds = readBounds(part, `compute.${key}`, place, problems);
    const type = key === 'accelerators' ? textOf(part, 'type') : undefined;
    put(key, said(bounds && type !== undefined ? { ...bounds, type } : bounds, part));
  }
  const duration = get(node, 'schedule', 'requested', 'duration');
  put(
    'duration',
    said(
      readTime(
        duration,
        text => seconds(text),
        'a duration such as PT2H or PT30M',
        place,
        problems
      ),
      duration
    )
  );
  const start = get(node, 'schedule', 'requested', 'start');
  put(
    'start',
    said(
      readTime(
        start,
        text => (parseInterval(text) ? text : undefined),
        'an interval such as 2026-11-29T08:00:00Z/PT4H',
        place,
        problems
      ),
      start
    )
  );
  const cost = itemsOf(node, 'costs').find(item => get(item, 'max'));
  const max = Number(textOf(cost, 'max') ?? NaN);
  const currency = textOf(cost, 'currency');
  if (cost && !(max >= 0)) {
    trouble(problems, place, cost, '{place}: costs.max is not a number; left out');
  } else if (cost) {
    put('cost', said({ max, ...(currency === undefined ? {} : { currency }) }, cost));
  }
  const version = get(node, 'executable', 'language', 'version');
  put('version', said(version?.text, version));
  const requirements = get(node, 'executable', 'requirements');
  if (requirements && folders) {
    const why = (at: Located): Evidence => evidenceOf(role, place, at);
    put('requirements', await readLayerRequirements(requirements, place, why, folders));
  } else if (requirements) {
    const template =
      '{place}: packages are read only from a file beside the notebook; take them out here';
    trouble(problems, place, requirements, template);
  }
  return layer;
}

function readBounds(
  node: Located | undefined,
  name: string,
  place: Place,
  problems: Problem[]
): { min?: number; max?: number } | undefined {
  if (!node) {
    return undefined;
  }
  if (!node.entries) {
    trouble(
      problems,
      place,
      node,
      '{place}: {name} is {text}; write min and max as names of their own',
      {
        name,
        text: (node.text ?? 'a list').slice(0, 60)
      }
    );
    return undefined;
  }
  const read: { min?: number; max?: number } = {};
  for (const [key, { line, text = '' }] of entriesOf(node)) {
    if (key !== 'min' && key !== 'max') {
      continue;
    }
    if (/^\d{1,9}$/.test(text.trim())) {
      read[key] = Number(text);
    } else {
      trouble(
        problems,
        place,
        { line },
        '{place}: {name} is {text}, which is no whole number; left out',
        {
          name: `${name}.${key}`,
          text: text.slice(0, 60)
        }
      );
    }
  }
  if (read.min !== undefined && read.max !== undefined && read.min > read.max) {
    trouble(
      problems,
      place,
      node,
      '{place}: {name} is at least {min} and at most {max}; left out',
      {
        name,
        min: String(read.min),
        max: String(read.max)
      }
    );
    return undefined;
  }
  return Object.keys(read).length > 0 ? read : undefined;
}

function readTime<T>(
  node: Located | undefined,
  read: (text: string) => T | undefined,
  wanted: string,
  place: Place,
  problems: Problem[]
): T | undefined {
  if (!node) {
    return undefined;
  }
  const text = node.text ?? '';
  const value = read(text.trim());
  if (value === undefined) {
    trouble(problems, place, node, '{place}: {text} is not {wanted}; left out', {
      text: text.slice(0, 60),
      wanted
    });
  }
  return value;
}

function seconds(text: string): number | undefined {
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function evidenceOf(role: Role, place: Place, { line }: Located): Evidence {
  return { template: WORDS[role], values: { place: place.words(line) }, source: place.at(line) };
}

function trouble(
  problems: Problem[],
  place: Place,
  { line }: Pick<Located, 'line'>,
  template: string,
  values: Record<string, string> = {}
): void {
  problems.push({
    level: 'warning',
    template,
    values: { place: place.words(line), ...values },
    source: place.at(line)
  });
}
