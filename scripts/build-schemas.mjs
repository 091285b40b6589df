// Writes the schemas of what the page receives as plain data, so that the labextension need not carry
// the library that makes them: lib/model/plain-schemas.js. Parts that occur again are written once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const NAMES = [
  'ExecutionSession',
  'OfferSetResponse',
  'SessionEvent',
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

const names = new Map();
const parts = {};

function share(value) {
  if (Array.isArray(value)) {
    return value.map(share);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const shared = Object.fromEntries(Object.entries(value).map(([key, at]) => [key, share(at)]));
  const text = JSON.stringify(shared);
  // A list of properties may have one called type: that is no schema.
  if (text.length < 40 || typeof value.type !== 'string') {
    return shared;
  }
  if (!names.has(text)) {
    names.set(text, `p${names.size}`);
    parts[names.get(text)] = shared;
  }
  return { $ref: `#/$defs/${names.get(text)}` };
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
  const roots = Object.fromEntries(NAMES.map(name => [name, share(SCHEMAS[name])]));
  await writeFile(
    'lib/model/plain-schemas.js',
    `export const plainSchemas = ${JSON.stringify({ $defs: { ...parts, ...roots } })};\n`
  );
} finally {
  await rm(folder, { recursive: true });
}
