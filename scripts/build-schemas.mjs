// Writes the schemas of what the page receives as plain data, so that the labextension need not carry
// the library that makes them: lib/model/plain-schemas.js. Parts that occur again are written once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

import { build } from 'esbuild';

const NAMES = [
  'ExecutionSession',
  'OfferSetResponse',
  'SessionEvent',
  'SessionFrontend',
  'SessionList',
  'BrokerList',
  'BrokerStatus',
  'DeviceSignIn',
  'FileLooks',
  'BringNews',
  'Deleted',
  'ExecutionRequest',
  'Provenance',
  'RunList',
  'KernelFacts'
];

const LISTS = new Set(['properties', 'patternProperties']);

/** Each part once: its text, and the name under which it is written. */
const names = new Map();
const parts = [];

/** A schema as an expression, in which parts that are larger than a name are names. */
function written(value, isSchema = true) {
  if (Array.isArray(value)) {
    return `[${value.map(at => written(at)).join()}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const text = `{${Object.entries(value)
    // The names in a list of properties are nobody's keywords.
    .map(([key, at]) => `${JSON.stringify(key)}:${written(at, !(isSchema && LISTS.has(key)))}`)
    .join()}}`;
  if (!isSchema) {
    return text;
  }
  if (!names.has(text)) {
    names.set(text, `p${names.size}`);
    parts.push(`const ${names.get(text)} = ${text};\n`);
  }
  return names.get(text);
}

const folder = await mkdtemp(join(tmpdir(), 'schemas-'));
try {
  const outfile = join(folder, 'schemas.mjs');
  await build({
    entryPoints: ['src/model/schemas.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm'
  });
  const { SCHEMAS } = await import(pathToFileURL(outfile).href);
  const roots = NAMES.map(name => `  ${name}: ${written(SCHEMAS[name])}`);
  const text = `${parts.join('')}export const plainSchemas = {\n${roots.join(',\n')}\n};\n`;
  const made = join(folder, 'plain.mjs');
  await writeFile(made, text);
  const { plainSchemas } = await import(pathToFileURL(made).href);
  for (const name of NAMES) {
    if (!isDeepStrictEqual(plainSchemas[name], JSON.parse(JSON.stringify(SCHEMAS[name])))) {
      throw new Error(`The schema of ${name} is another when it is written as plain data`);
    }
  }
  await writeFile('lib/model/plain-schemas.js', text);
} finally {
  await rm(folder, { recursive: true });
}
