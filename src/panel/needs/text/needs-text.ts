import type { Description } from '../../../description/description';
import type { Problem } from '../../../description/finding';
import { fittingLayer } from '../../../description/fitting-layer';
import type { Layer, Said } from '../../../description/layer';
import { loadSources } from '../../../description/load-sources';
import type { MinMax } from '../../../model/quantity';
import type { ExecutionRequest } from '../../../model/request';
import { formatDuration, parseDuration } from '../../../model/time';
import { joinArguments } from '../arguments';
import type { NeedEdits } from '../need-edits';
import type { LiteralType } from '../needs-model';

export type TextForm = 'yaml' | 'json';

/** The name under which a description file is found beside a notebook. */
export const FILE_NAMES: Readonly<Record<TextForm, string>> = {
  yaml: 'execution.yaml',
  json: 'execution.json'
};

/** What of a request is needed, rather than made from the notebook; parts may be absent or empty. */
export interface Needs {
  compute?: Pick<NonNullable<ExecutionRequest['compute']>, 'cores' | 'memory' | 'accelerators'>;
  schedule?: NonNullable<ExecutionRequest['schedule']>;
  /** In money, the only costs that are asked about; so their kind is not written. */
  costs?: { max?: number; currency?: string }[];
  executable?: {
    /** Python literals; those that are plain numbers as numbers. */
    parameters: Record<string, string | number>;
    command: string[];
  };
}

/** `parameters`: Python literals by name, of a notebook that has some. */
export function needsOf(
  { compute, schedule, costs, executable }: ExecutionRequest,
  parameters: Readonly<Record<string, string>> = {}
): Needs {
  const { cores, memory, accelerators } = compute ?? {};
  return {
    compute: {
      ...(cores ? { cores } : {}),
      ...(memory ? { memory } : {}),
      ...(accelerators ? { accelerators } : {})
    },
    ...(schedule ? { schedule } : {}),
    costs: (costs ?? []).map(({ max, currency }) => ({
      ...(max === undefined ? {} : { max }),
      ...(currency === undefined ? {} : { currency })
    })),
    executable: {
      parameters: numbersOf(Object.entries(parameters)),
      command: 'command' in executable ? (executable.command ?? []) : []
    }
  };
}

/** The values that parameters are given, as they are edited. */
export function valuesOf(
  { parameters }: Described['description'],
  edits: NeedEdits['parameters'] = {}
): Record<string, string> {
  const found = parameters?.value ?? [];
  return Object.fromEntries(found.map(({ name, value }) => [name, edits[name] ?? value]));
}

/** Needs with what a description file says of them. */
export function withLayer(needs: Needs, said: Layer): Needs {
  const { compute, costs, executable, schedule } = needs;
  const { accelerators, command, cores, cost, duration, memory, parameters = {}, start } = said;
  const given = Object.entries(parameters).map(([name, { value }]) => [name, value] as const);
  return {
    compute: {
      ...compute,
      ...(cores ? { cores: cores.value } : {}),
      ...(memory ? { memory: memory.value } : {}),
      ...(accelerators ? { accelerators: accelerators.value } : {})
    },
    schedule: {
      requested: {
        ...schedule?.requested,
        ...(start ? { start: start.value } : {}),
        ...(duration ? { duration: formatDuration(duration.value * 1000) } : {})
      }
    },
    costs: cost ? [cost.value] : (costs ?? []),
    executable: {
      parameters: { ...executable?.parameters, ...numbersOf(given) },
      command: command?.value ?? executable?.command ?? []
    }
  };
}

function numbersOf(
  literals: readonly (readonly [string, string])[]
): Record<string, string | number> {
  return Object.fromEntries(literals.map(([name, text]) => [name, numberOr(text)]));
}

/** A number where that is written just so; `1e5` and `1_000` are Python's own. */
function numberOr(text: string): string | number {
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Needs as a description file has them, which is a part of a request in the standard's own form. */
export function writeNeeds(needs: Needs, form: TextForm): string {
  const written = filled(needs);
  return form === 'json' ? `${JSON.stringify(written, null, 2)}\n` : yaml(written, '');
}

/** Without parts that have nothing in them. */
function filled(value: object): object {
  const parts: [string, unknown][] = Object.entries(value).map(([key, part]: [string, unknown]) => [
    key,
    isTable(part) ? filled(part) : part
  ]);
  const isFull = (part: unknown) =>
    Array.isArray(part) ? part.length > 0 : !isTable(part) || Object.keys(part).length > 0;
  return Object.fromEntries(parts.filter(([, part]) => isFull(part)));
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers, plain texts, lists and tables are all that needs are made of. */
function yaml(value: object, indent: string): string {
  return Object.entries(value)
    .map(([key, part]: [string, unknown]) => {
      if (Array.isArray(part)) {
        const items = part.map((item: unknown) =>
          typeof item === 'object' && item !== null
            ? yaml(item, `${indent}    `)
            : `${scalar(item)}\n`
        );
        return `${indent}${key}:\n${items.map(item => `${indent}  - ${item.trimStart()}`).join('')}`;
      }
      return typeof part === 'object' && part !== null
        ? `${indent}${key}:\n${yaml(part, `${indent}  `)}`
        : `${indent}${key}: ${scalar(part)}\n`;
    })
    .join('');
}

function scalar(value: unknown): string {
  // A colon with nothing but letters and digits around it begins no table.
  const plain = typeof value === 'string' && /^[A-Z\d][\w:./+-]*(?<!:)$/i.test(value);
  if (plain && Number.isNaN(Number(value))) {
    return value;
  }
  // A text of Python, which has double quotes of its own.
  return typeof value === 'string' && /^[ !"#$%&(-~]*$/.test(value) && value.includes('"')
    ? `'${value}'`
    : JSON.stringify(value);
}

/** What a text says: the needs, or what is wrong with it and in which line. */
export interface ReadNeeds {
  layer?: Layer;
  problems: Problem[];
}

/** What the text is about, beside the request. */
export interface Described {
  description: Pick<Description, 'parameters' | 'program'>;
  literalType?: LiteralType | undefined;
}

export async function readNeeds(
  text: string,
  form: TextForm,
  { description, literalType }: Described = { description: {} }
): Promise<ReadNeeds> {
  if (text.trim() === '') {
    return { layer: {}, problems: [] };
  }
  const { readLayers } = await loadSources();
  const { layers, problems } = await readLayers({ path: FILE_NAMES[form], text });
  if (layers.length === 0) {
    return { problems };
  }
  // Several roles in one file: what they say together, the last the strongest.
  const { version, ...said } = Object.assign({}, ...layers) as Layer;
  const { layer, problems: unfit } = fittingLayer(
    said,
    description,
    literal => literalType?.(literal) !== undefined
  );
  return {
    layer,
    problems: [...problems, ...unfit, ...(version ? [versionTrouble(version)] : [])]
  };
}

function versionTrouble({ evidence: { values, source } }: Said<string>): Problem {
  return {
    level: 'warning',
    template:
      '{place}: the version of the language is not changed here, but in the file {file} beside the notebook',
    values: { place: values?.place ?? '', file: FILE_NAMES.yaml },
    source
  };
}

/** The edits that ask for what is said and for nothing else; what is the same as unedited is no edit. */
export function editsFor(
  said: Layer,
  unedited: ExecutionRequest,
  { description }: Described = { description: {} }
): NeedEdits {
  const { compute, schedule, costs = [], executable } = unedited;
  const { duration, start } = schedule?.requested ?? {};
  const milliseconds = parseDuration(duration ?? '');
  const seconds = milliseconds === undefined ? undefined : milliseconds / 1000;
  const [found] = costs;
  const cost = said.cost?.value;
  const sameCost = cost?.max === found?.max && cost?.currency === found?.currency;
  const command = 'command' in executable ? executable.command : undefined;
  const [cores, coresMax] = bounds(said.cores?.value, compute?.cores);
  const [memory, memoryMax] = bounds(said.memory?.value, compute?.memory);
  const parameters = Object.fromEntries(
    (description.parameters?.value ?? []).flatMap(({ name, value }) => {
      const text = said.parameters?.[name]?.value ?? value;
      return text === value ? [] : [[name, text]];
    })
  );
  return {
    ...{ cores, coresMax, memory, memoryMax },
    accelerators: edit(said.accelerators?.value, compute?.accelerators),
    duration: edit(said.duration?.value, seconds),
    startWithin: undefined,
    start: edit(said.start?.value, start),
    costMax: sameCost ? undefined : (cost?.max ?? null),
    currency: sameCost ? undefined : cost?.currency,
    command: edit(
      said.command && joinArguments(said.command.value),
      command?.length ? joinArguments(command) : undefined
    ),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined
  };
}

/** What is not said is not asked for. */
function edit<T>(said: T | undefined, found: T | undefined): T | null | undefined {
  return JSON.stringify(said) === JSON.stringify(found) ? undefined : (said ?? null);
}

/** Both bounds, or neither where they are as they were. */
function bounds(
  said: MinMax | undefined,
  found: MinMax | undefined
): [number | null | undefined, number | undefined] {
  return said?.min === found?.min && said?.max === found?.max
    ? [undefined, undefined]
    : [said?.min ?? null, said?.max];
}
