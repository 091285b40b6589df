// What JupyterLab's builder merges into its own configuration. Everybody fetches remoteEntry at every
// start, so what the bundler writes into it for nothing is left out.

/**
 * What says of a module shared with JupyterLab nothing new: absent, the first five read as the same.
 * The version is only good for a warning in the console; whether an extension fits is checked by
 * JupyterLab before it loads it, from our package.json.
 */
const IDLE =
  /, ?(?:import: ?null|strictVersion: ?(?:!1|false)|eager: ?(?:!1|false|0)|fallback: ?(?:void 0|undefined)|treeShakingMode: ?null|requiredVersion: ?"[^"]*")(?=[,}])/g;

/** The scope of every shared module, and the one place that reads it. */
const SCOPE = 'shareScope:"default",';
const SCOPE_READ = /\[(\w)\.shareScope,\1\.shareKey\]/;

/** That each of them is there once; and where that is read. */
const SINGLETON = ',singleton:!0';
const SINGLETON_READ = /\w\.singleton&&/g;

function lean(text) {
  let shorter = text.replace(IDLE, '');
  if (SCOPE_READ.test(shorter)) {
    shorter = shorter.replace(SCOPE_READ, '["default",$1.shareKey]').replaceAll(SCOPE, '');
  }
  const each = [...shorter.matchAll(/\{shareKey:[^{}]*\}/g)];
  return each.every(([shared]) => shared.includes(SINGLETON)) && SINGLETON_READ.test(shorter)
    ? shorter.replaceAll(SINGLETON, '').replace(SINGLETON_READ, '')
    : shorter;
}

class LeanRemoteEntry {
  apply(compiler) {
    const { Compilation, sources } = compiler.rspack;
    compiler.hooks.compilation.tap('LeanRemoteEntry', compilation =>
      compilation.hooks.processAssets.tap(
        { name: 'LeanRemoteEntry', stage: Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE + 50 },
        assets => {
          for (const name of Object.keys(assets).filter(asset =>
            asset.startsWith('remoteEntry.')
          )) {
            compilation.updateAsset(
              name,
              source => new sources.RawSource(lean(String(source.source())))
            );
          }
        }
      )
    );
  }
}

module.exports = {
  output: {
    // The name stays, its query changes: one table of hashes instead of two.
    filename: '[name].js?v=[contenthash:6]'
  },
  module: {
    rules: [
      {
        test: /\.css$/,
        enforce: 'pre',
        loader: 'builtin:lightningcss-loader',
        options: { minify: true }
      },
      { test: /js-yaml\.mjs$/, loader: require.resolve('./pure-calls.cjs') }
    ]
  },
  plugins: [new LeanRemoteEntry()]
};
