// Bundles the broker and the command line into one file that needs Node and nothing else.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'jupyterlab_execution_broker/service/execution-broker.mjs',
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
