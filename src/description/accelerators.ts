import type { Accelerators } from '../model/compute';
import { cellNumber, cellSource, type CellFacts } from './analysis';
import type { CallFact, ImportFact } from './facts';
import type { Evidence, Finding } from './finding';

/** Libraries that use a device where there is one; without, all but cupy and numba.cuda compute on. */
const LIBRARIES = new Set(['torch', 'tensorflow', 'jax', 'cupy', 'numba.cuda']);
/** Of them those that speak to one kind of device. */
const CUDA = new Set(['cupy', 'numba.cuda']);

/** A device as PyTorch names it. */
const TORCH_DEVICE = /^cuda(?::\d+)?$/;
/** Calls of torch.cuda that raise where there is no device; the others answer "none" or wait for one. */
const TORCH_NEEDS =
  /^(?:current_device|get_device_(?:name|properties|capability)|set_device|synchronize|mem_get_info|current_stream|Stream|Event)$/;
/** Calls of numba.cuda that do. */
const NUMBA_NEEDS =
  /^(?:to_device|device_array|device_array_like|pinned_array|managed_array|get_current_device|select_device|synchronize|stream|event|current_context)$/;
/** Calls of cupy that do not, and text. */
const CUPY_HARMLESS = /^(?:is_available|getDeviceCount|show_config|asnumpy|get_array_module)$/;
/** Calls by which code finds out whether there is a device, to do without where there is none. */
const ASKS =
  /^(?:is_available|device_count|getDeviceCount|list_physical_devices|is_built_with_cuda)$/;

interface Seen {
  evidence: Evidence;
  library: string;
}

/**
 * What the code says of accelerators. A library that computes on a device and on the processor alike is
 * no need: `min` 0, `max` 1. A call that raises where there is no device is one, `min` 1, unless the
 * code asks first whether there is a device, or the call stands in a `try`.
 */
export function findAccelerators(cells: CellFacts[]): Finding<Accelerators> | undefined {
  const names = new Map<string, string>();
  const uses: Seen[] = [];
  const needs: Seen[] = [];
  let asked: Evidence | undefined;
  for (const cell of cells) {
    for (const found of cell.facts.imports) {
      const library = libraryOf(found, names);
      if (library !== undefined && !uses.some(use => use.library === library)) {
        const template =
          'Cell {cell} imports {module}, which computes on an accelerator where there is one';
        uses.push({ library, evidence: seen(cell, found.line, template, { module: library }) });
      }
    }
    // Without one of the libraries no call is of any.
    for (const call of names.size > 0 ? cell.facts.calls : []) {
      const library = calledOf(call, names);
      const shown = `${call.owner === '?' || call.owner === '' ? '' : `${call.owner}.`}${call.name}`;
      if (ASKS.test(call.name)) {
        asked ??= seen(cell, call.line, 'Cell {cell} asks whether there is one ({call})', {
          call: shown
        });
      } else if (needsDevice(call, library, names) && call.within === 'plain') {
        const template = 'Cell {cell} calls {call}, which fails without an accelerator';
        needs.push({
          library: library ?? 'torch',
          evidence: seen(cell, call.line, template, { call: shown })
        });
      }
    }
  }
  if (uses.length + needs.length === 0) {
    return undefined;
  }
  const sure = needs.length > 0 && !asked;
  const by = (sure ? needs : [...needs, ...uses]).map(({ library }) => library);
  return {
    state: 'found',
    value: {
      min: sure ? 1 : 0,
      max: 1,
      ...(by.every(library => CUDA.has(library)) ? { type: 'cuda' } : {})
    },
    evidence: [
      ...(sure ? [] : asked ? [asked] : []),
      ...[...needs, ...uses].map(({ evidence }) => evidence)
    ],
    conflicts: [],
    problems: []
  };
}

/** Which of the libraries an import brings; its names are kept. */
function libraryOf(found: ImportFact, names: Map<string, string>): string | undefined {
  const numba =
    found.full.startsWith('numba.cuda') ||
    (found.module === 'numba' && found.names.includes('cuda'));
  const top = found.module.split('.')[0] ?? found.module;
  const library = numba ? 'numba.cuda' : top;
  if (!LIBRARIES.has(library) && top !== 'numba') {
    return undefined;
  }
  // `import numba` alone has names too: `numba.cuda.to_device` is told by its owner.
  found.names.forEach(name => {
    if (!numba || found.module !== 'numba' || name === 'cuda') {
      names.set(name, numba && name === 'numba' ? 'numba' : library);
    }
  });
  return LIBRARIES.has(library) ? library : undefined;
}

/** Which of the libraries a call is one of, by what stands before it. */
function calledOf({ owner, name }: CallFact, names: Map<string, string>): string | undefined {
  const [first = '', second] = (owner === '' ? name : owner).split('.');
  const library = names.get(first);
  return library === 'numba' ? (second === 'cuda' ? 'numba.cuda' : undefined) : library;
}

function needsDevice(
  call: CallFact,
  library: string | undefined,
  names: Map<string, string>
): boolean {
  const torch = [...names.values()].includes('torch');
  const onDevice = call.args.some(
    ({ name, value }) =>
      value !== undefined &&
      !value.pattern &&
      TORCH_DEVICE.test(value.value) &&
      (name === 'device' || (name === undefined && call.name === 'to'))
  );
  if (torch && ((call.name === 'cuda' && call.owner !== '') || onDevice)) {
    return true;
  }
  switch (library) {
    case 'torch':
      return /(?:^|\.)cuda$/.test(call.owner) && TORCH_NEEDS.test(call.name);
    case 'numba.cuda':
      return NUMBA_NEEDS.test(call.name);
    case 'cupy':
      return call.name !== '' && !CUPY_HARMLESS.test(call.name);
    case 'jax':
      return (
        /^(?:local_)?devices$/.test(call.name) &&
        /^(?:gpu|cuda|rocm|tpu)$/.test(call.args[0]?.value?.value ?? '')
      );
    default:
      return false;
  }
}

function seen(
  cell: CellFacts,
  line: number,
  template: string,
  values: Record<string, string>
): Evidence {
  return {
    template,
    values: { cell: cellNumber(cell.cell.index), ...values },
    source: cellSource(cell, line)
  };
}
