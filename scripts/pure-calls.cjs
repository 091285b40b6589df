/**
 * Tells the bundler that what js-yaml makes as it loads (tags, schemas, options) has no effects, so that
 * what nobody uses of it is left out: only its events are read, and the rest is as much again.
 */
module.exports = source =>
  source.replace(
    /^(var \w+ = )(?!class\b|\(\()([^\n]*|[^]*?\n[\]}][^\n]*);$/gm,
    '$1/* @__PURE__ */ (() => ($2))();'
  );
