import { parseInterval } from '../../model/time';
import type { Evidence, Problem } from '../finding';
import { ROLES, type Layer, type Role, type Said } from '../layer';
import type { Folders } from '../folder';
import { readLayerRequirements } from './layer-requirements';
import { entriesOf, get, itemsOf, textOf, type Located } from './located';
import { readBounds, readParameters, readTime, seconds, trouble } from './layer-values';
import type { Place } from './place';

/** The layers of one document, the weakest first. */
export interface ReadLayers {
  layers: Layer[];
  problems: Problem[];
}

/** What any part may have that is not for us to judge. */
const OTHERS_BUSINESS = new Set(['kind', 'meta', 'name', 'description', 'executable']);
/** What is read of each part. A name that is none of these may be a slip. */
const READ: Readonly<Record<string, readonly string[]>> = {
  '': ['compute', 'schedule', 'costs'],
  compute: ['cores', 'memory', 'accelerators'],
  'compute.cores': ['min', 'max'],
  'compute.memory': ['min', 'max'],
  'compute.accelerators': ['min', 'max', 'type'],
  schedule: ['requested'],
  'schedule.requested': ['start', 'duration'],
  costs: ['max', 'currency', 'type']
};
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
  for (const [path, names] of Object.entries(READ)) {
    const parts =
      path === ''
        ? [node]
        : path === 'costs'
          ? itemsOf(node, path)
          : [get(node, ...path.split('.'))];
    for (const part of parts) {
      tellTwice(part, place, problems);
      for (const [key, value] of entriesOf(part)) {
        if (!names.includes(key) && !OTHERS_BUSINESS.has(key)) {
          trouble(
            problems,
            place,
            value,
            '{place}: {name} is not read from a description file; left out',
            { name: path === '' ? key : `${path}.${key}` }
          );
        }
      }
    }
  }
  tellTwice(get(node, 'executable'), place, problems);
  tellTwice(get(node, 'executable', 'parameters'), place, problems);
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
  put('parameters', readParameters(node, said, place, problems));
  const command = get(node, 'executable', 'command');
  const words = command?.items?.map(({ text }) => text);
  if (command && !words?.every(word => word !== undefined)) {
    trouble(problems, place, command, '{place}: command is no list of texts; left out');
  } else {
    const list = words?.filter(word => word !== undefined);
    put('command', said(list, command));
  }
  return layer;
}

function evidenceOf(role: Role, place: Place, { line }: Located): Evidence {
  return { template: WORDS[role], values: { place: place.words(line) }, source: place.at(line) };
}

/** Of two values under one name only the later is read. */
function tellTwice(part: Located | undefined, place: Place, problems: Problem[]): void {
  if (part?.twice) {
    const { line, name } = part.twice;
    trouble(
      problems,
      place,
      { line },
      '{place}: {name} stands here a second time; the first is left out',
      {
        name
      }
    );
  }
}
