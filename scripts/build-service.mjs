// Bundles the broker and the command line: one file to begin with, and those that it reads when they are needed.
import { deepStrictEqual } from 'node:assert';
import { rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';

import { build } from 'esbuild';

if (Number(process.versions.node.split('.')[0]) < 24) {
  // What Node's own modules export is taken from the Node that builds.
  throw new Error(`The service is built with Node 24 or newer; this is ${process.version}`);
}

const FOLDER = process.argv[2] ?? 'jupyterlab_execution_broker/service';

/** Those of Node's own modules that a start does not use: loaded when something of them is first used. */
const LATE = /^(?:node:)?(?:child_process|dns|http2|https|tls|zlib)$/;

/**
 * Node's own modules by require(): an import asks a module for each of its exports, and `node:http` has
 * some that load the client of fetch(), which takes a fifth of the start and 8 MB.
 */
const plainBuiltins = {
  name: 'plain-builtins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind, namespace }) => {
      if (!isBuiltin(path)) {
        return undefined;
      }
      const wrapped = kind === 'import-statement' || (kind === 'require-call' && LATE.test(path));
      return wrapped && namespace === 'file'
        ? { path, namespace: 'builtin' }
        : { path, external: true };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const load = `require(${JSON.stringify(path)})`;
      const names = Object.keys(process.getBuiltinModule(path));
      return {
        contents: LATE.test(path)
          ? `for (const name of ${JSON.stringify(names)}) {
              Object.defineProperty(exports, name, { enumerable: true, get: () => ${load}[name] });
            }`
          : `module.exports = ${load};`
      };
    });
  }
};

/** The schemas of the model as they are made with TypeBox, or with what the bundle has instead. */
async function schemas(alias) {
  const { outputFiles } = await build({
    stdin: { contents: "export { SCHEMAS } from './src/model/schemas'", resolveDir: '.' },
    write: false,
    bundle: true,
    format: 'esm',
    alias
  });
  const [{ contents }] = outputFiles;
  const url = `data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`;
  return JSON.parse(JSON.stringify((await import(url)).SCHEMAS));
}

const alias = { typebox: './scripts/plain-typebox.mjs' };
deepStrictEqual(await schemas(alias), await schemas({}), 'plain-typebox.mjs makes other schemas');

rmSync(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: ['src/cli/main.ts'],
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  entryNames: 'execution-broker',
  chunkNames: 'parts/[name]-[hash]',
  splitting: true,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  legalComments: 'none',
  alias,
  plugins: [plainBuiltins],
  banner: {
    // Some of the bundled libraries are CommonJS and call require().
    js: "#!/usr/bin/env node\nimport{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);"
  }
});
