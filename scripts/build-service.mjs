// Bundles the broker and the command line: one file, and those that it reads only when they are needed.
import { rmSync } from 'node:fs';

import { build } from 'esbuild';

const FOLDER = 'jupyterlab_execution_broker/service';
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
  banner: {
    // Some of the bundled libraries are CommonJS and call require().
    js: "#!/usr/bin/env node\nimport{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);"
  }
});
