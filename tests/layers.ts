/**
 * Who may import whom. One row a package: what it may depend on of ours, and of others.
 * Imports go down only; adapters and plugins see the SDKs alone, and nothing above names one of them.
 * Whoever needs a new edge adds it here, with the reason in the commit.
 */
export interface Layer {
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
}

const layer = (ours: string, theirs = ''): Layer => ({
  ours: ours.split(' ').filter(Boolean),
  theirs: theirs.split(' ').filter(Boolean),
})

/** Patterns end in `/*` and stand for every package of a folder that has no row of its own. */
export const layers: Readonly<Record<string, Layer>> = {
  'core/model': layer('', 'typebox'),
  'core/expression': layer('core/model', '@noble/hashes js-yaml re2js'),
  'core/engine': layer('core/model core/expression'),
  'core/ports': layer('core/model'),
  'core/runtime': layer('core/model core/expression core/engine core/ports', 'ajv js-yaml pino re2js typebox'),
  'core/server': layer(
    'core/model core/expression core/engine core/ports core/runtime',
    'fastify @fastify/multipart ajv',
  ),
  'core/console': layer('sdk/client'),
  'core/app': layer(
    'core/model core/expression core/engine core/ports core/runtime core/server core/console',
    'tsyringe reflect-metadata ajv js-yaml pino typebox',
  ),
  'sdk/plugin': layer('core/model core/ports', 'typebox'),
  'sdk/adapter': layer('core/model core/ports', 'typebox'),
  'sdk/client': layer('core/model'),
  'sdk/testing': layer(
    'core/model core/expression core/engine core/ports core/runtime sdk/adapter sdk/plugin',
    'vitest fast-check',
  ),
  'adapters/sqlite': layer('sdk/adapter', 'kysely'),
  'adapters/*': layer('sdk/adapter'),
  'plugins/*': layer('sdk/plugin'),
  bench: layer('core/* sdk/* adapters/* plugins/*', '*'),
}

/** What tests may use besides their package's own dependencies. */
export const testLayer: Layer = layer('sdk/testing adapters/memory', 'vitest fast-check')
