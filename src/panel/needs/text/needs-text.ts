import type { Problem } from '../../../description/finding';
import type { Layer } from '../../../description/layer';
import { loadSources } from '../../../description/load-sources';
import type { MinMax } from '../../../model/quantity';
import type { ExecutionRequest } from '../../../model/request';
import { parseDuration } from '../../../model/time';
import type { NeedEdits } from '../need-edits';

export type TextForm = 'yaml' | 'json';

/** The name under which a description file is found beside a notebook. */
export const FILE_NAMES: Readonly<Record<TextForm, string>> = {
  yaml: 'execution.yaml',
  json: 'execution.json'
};

/** What of a request is needed, rather than made from the notebook. */
export type Needs = Pick<ExecutionRequest, 'schedule'> & {
  compute?: Pick<NonNullable<ExecutionRequest['compute']>, 'cores' | 'memory' | 'accelerators'>;
  /** In money, the only costs that are asked about; so their kind is not written. */
  costs?: { max?: number; currency?: string }[];
};

export function needsOf({ compute, schedule, costs }: ExecutionRequest): Needs {
  const { cores, memory, accelerators } = compute ?? {};
  const parts = {
    ...(cores ? { cores } : {}),
    ...(memory ? { memory } : {}),
    ...(accelerators ? { accelerators } : {})
  };
  return {
    ...(Object.keys(parts).length > 0 ? { compute: parts } : {}),
    ...(schedule ? { schedule } : {}),
    ...(costs
      ? {
          costs: costs.map(({ max, currency }) => ({
            ...(max === undefined ? {} : { max }),
            ...(currency === undefined ? {} : { currency })
          }))
        }
      : {})
  };
}

/** Needs as a description file has them, which is a part of a request in the standard's own form. */
export function writeNeeds(needs: Needs, form: TextForm): string {
  return form === 'json' ? `${JSON.stringify(needs, null, 2)}\n` : yaml(needs, '');
}

/** Numbers, plain texts, lists and tables are all that needs are made of. */
function yaml(value: object, indent: string): string {
  return Object.entries(value)
    .map(([key, part]: [string, unknown]) => {
      if (Array.isArray(part)) {
        const items = part.map(item => yaml(Object(item) as object, `${indent}    `));
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
  const plain = typeof value === 'string' && /^[A-Z\d][\w:./+-]*$/i.test(value);
  return plain && Number.isNaN(Number(value)) ? value : JSON.stringify(value);
}

/** What a text says: the needs, or what is wrong with it and in which line. */
export interface ReadNeeds {
  layer?: Layer;
  problems: Problem[];
}

export async function readNeeds(text: string, form: TextForm): Promise<ReadNeeds> {
  if (text.trim() === '') {
    return { layer: {}, problems: [] };
  }
  const { readLayers } = await loadSources();
  const { layers, problems } = await readLayers({ path: FILE_NAMES[form], text });
  return {
    // Several roles in one file: what they say together, the last the strongest.
    ...(layers.length > 0 ? { layer: Object.assign({}, ...layers) as Layer } : {}),
    problems
  };
}

/** The edits that make of what is asked unedited what is said; what is the same is no edit. */
export function editsFor(said: Layer, unedited: ExecutionRequest): NeedEdits {
  const { compute, schedule, costs = [] } = unedited;
  const { duration, start } = schedule?.requested ?? {};
  const seconds = (parseDuration(duration ?? '') ?? NaN) / 1000;
  const cost = said.cost?.value;
  const sameCost = cost?.max === costs[0]?.max && cost?.currency === costs[0]?.currency;
  const [cores, coresMax] = bounds(said.cores?.value, compute?.cores);
  const [memory, memoryMax] = bounds(said.memory?.value, compute?.memory);
  return {
    ...{ cores, coresMax, memory, memoryMax },
    accelerators:
      JSON.stringify(said.accelerators?.value) === JSON.stringify(compute?.accelerators)
        ? undefined
        : said.accelerators?.value,
    duration: said.duration?.value === seconds ? undefined : said.duration?.value,
    startWithin: undefined,
    start: said.start?.value === start ? undefined : said.start?.value,
    costMax: sameCost ? undefined : cost?.max,
    currency: sameCost ? undefined : cost?.currency
  };
}

/** Both bounds, or neither where they are as they were. */
function bounds(
  said: MinMax | undefined,
  found: MinMax | undefined
): [number | undefined, number | undefined] {
  return said?.min === found?.min && said?.max === found?.max
    ? [undefined, undefined]
    : [said?.min, said?.max];
}
