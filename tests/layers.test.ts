// Holds the table of layers: every edge between packages, every third-party name, every import of every file.

import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Layer, layers, testLayer } from './layers.ts'
import { isTest, type Package, packageOf, readFiles, readPackages, type SourceFile, specifiers } from './workspace.ts'

const PURE = ['core/model', 'core/expression', 'core/engine']
const packages = readPackages()
const folderOf = new Map(packages.map((each) => [each.name, each.folder]))

function layerOf(folder: string): Layer {
  const layer = layers[folder] ?? layers[folder.replace(/[^/]+$/, '*')]
  return layer ?? { ours: [], theirs: [] }
}

function fits(name: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (each) => each === '*' || each === name || (each.endsWith('/*') && name.startsWith(each.slice(0, -1))),
  )
}

function isAllowed(dependency: string, layer: Layer): boolean {
  const folder = folderOf.get(dependency)
  return folder === undefined ? fits(dependency, layer.theirs) : fits(folder, layer.ours)
}

/** Edges of a manifest that its row of the table does not have. */
function forbiddenDependencies(each: Package): string[] {
  const layer = layerOf(each.folder)
  const forTests = each.devDependencies.filter((name) => !isAllowed(name, layer) && !isAllowed(name, testLayer))
  const forSources = each.dependencies.filter((name) => !isAllowed(name, layer))
  return [...forSources, ...forTests].map((name) => `${each.name} → ${name}`)
}

/** Imports of a file that its package has not declared, even where they would resolve from the root. */
function undeclaredImports(each: Package, file: SourceFile): string[] {
  const declared = new Set([...each.dependencies, each.name])
  if (isTest(file)) for (const name of [...each.devDependencies, ...testLayer.theirs, 'node:']) declared.add(name)
  if (!PURE.includes(each.folder)) declared.add('node:')
  const outside = specifiers(file).filter((specifier) => !specifier.startsWith('.'))
  return outside.filter((specifier) => !declared.has(packageOf(specifier))).map((name) => `${file.path} → ${name}`)
}

function plant(folder: string, change: Partial<Package>): Package {
  const found = packages.find((each) => each.folder === folder)
  if (found === undefined) throw new TypeError(`there is no ${folder}`)
  return { ...found, ...change }
}

describe('the table of layers', () => {
  test('has a row for every package', () => {
    const without = packages.filter(({ folder }) => !(folder in layers) && !(folder.replace(/[^/]+$/, '*') in layers))
    expect(without).toEqual([])
  })

  test('allows every dependency that a package declares', () => {
    expect(packages.flatMap(({ dependencies }) => dependencies).length).toBeGreaterThan(40)
    expect(packages.flatMap(forbiddenDependencies)).toEqual([])
  })

  test('points down only: no two packages of ours reach each other', () => {
    const reach = (name: string, seen: Set<string>): Set<string> => {
      for (const next of packages.find((each) => each.name === name)?.dependencies ?? []) {
        if (folderOf.has(next) && !seen.has(next)) reach(next, seen.add(next))
      }
      return seen
    }
    expect(packages.filter(({ name }) => reach(name, new Set()).has(name))).toEqual([])
  })

  test('is what files import: nothing that their package has not declared', () => {
    const imports = packages.flatMap((each) => each.files.flatMap(specifiers))
    expect(imports.length).toBeGreaterThan(100)
    expect(packages.flatMap((each) => each.files.flatMap((file) => undeclaredImports(each, file)))).toEqual([])
  })

  test('lets the core name no adapter and no plugin', () => {
    const core = readFiles('core/*/src/**/*.ts')
    expect(core.length).toBeGreaterThan(20)
    const naming = core.flatMap((file) => specifiers(file).filter((name) => /^@millrace\/(adapter|plugin)-/.test(name)))
    expect(naming).toEqual([])
  })
})

describe('the compiler follows the manifests', () => {
  const references = (path: string): string[] => {
    const [config] = readFiles(path)
    const listed = JSON.parse(config?.text ?? '{}') as { references?: { path: string }[] }
    return (listed.references ?? []).map((each) => join(dirname(path), each.path)).sort()
  }
  const built = packages.filter(({ files }) => files.length > 0)

  test.each(['tsconfig.json', 'tsconfig.tests.json'])('%s names every package', (path) => {
    const folders = references(path).filter((each) => !each.endsWith('.json'))
    expect(folders).toEqual(built.map(({ folder }) => folder).sort())
  })

  test('each package refers to those that it depends on', () => {
    const ours = (each: Package): string[] => each.dependencies.flatMap((name) => folderOf.get(name) ?? []).sort()
    expect(built.length).toBeGreaterThan(10)
    const differing = built.filter((each) => String(references(`${each.folder}/tsconfig.json`)) !== String(ours(each)))
    expect(differing.map(({ folder }) => folder)).toEqual([])
  })
})

describe('a planted violation is caught', () => {
  test('an adapter that depends on the engine', () => {
    const planted = plant('adapters/memory', { dependencies: ['@millrace/sdk-adapter', '@millrace/engine'] })
    expect(forbiddenDependencies(planted)).toEqual(['@millrace/adapter-memory → @millrace/engine'])
  })

  test('a plugin that brings a package which is not in its row', () => {
    const planted = plant('plugins/core', { dependencies: ['kysely'] })
    expect(forbiddenDependencies(planted)).toEqual(['@millrace/plugin-core → kysely'])
  })

  test('the application depending on an adapter', () => {
    const planted = plant('core/app', { devDependencies: ['@millrace/adapter-sqlite'] })
    expect(forbiddenDependencies(planted)).toContain('millrace → @millrace/adapter-sqlite')
  })

  test('an undeclared import that resolves all the same, and a dynamic one', () => {
    const text = `import { memory } from '@millrace/adapter-memory'\nconst file = await import('kysely')\n`
    const file = { path: 'core/app/src/planted.ts', text }
    const planted = plant('core/app', {})
    const expected = ['core/app/src/planted.ts → @millrace/adapter-memory', 'core/app/src/planted.ts → kysely']
    expect(undeclaredImports(planted, file)).toEqual(expected)
  })

  test('the engine importing a module of Node', () => {
    const file = { path: 'core/engine/src/planted.ts', text: `import { readFileSync } from 'node:fs'` }
    expect(undeclaredImports(plant('core/engine', {}), file)).toEqual(['core/engine/src/planted.ts → node:fs'])
  })
})
