// Reads the workspace as the house tests see it: packages, their manifests, their files and what these import.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { strip } from './strip.ts'

export const ROOT = dirname(import.meta.dirname)

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Package {
  readonly folder: string
  readonly name: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  readonly files: readonly SourceFile[]
}

const SOURCES = '{src,test}/**/*.ts'

function names(group: unknown): string[] {
  return Object.keys(group ?? {})
}

export function readFiles(pattern: string): SourceFile[] {
  const paths = globSync(pattern, { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**'] })
  return paths.sort().map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export function readPackages(): Package[] {
  return readFiles('{{core,sdk,adapters,plugins}/*,bench}/package.json').map(({ path, text }) => {
    const manifest = JSON.parse(text) as Record<string, unknown>
    const folder = dirname(path)
    return {
      folder,
      name: String(manifest['name']),
      dependencies: [...names(manifest['dependencies']), ...names(manifest['peerDependencies'])],
      devDependencies: names(manifest['devDependencies']),
      files: readFiles(`${folder}/${SOURCES}`),
    }
  })
}

export const isTest = (file: SourceFile): boolean => /(^|\/)tests?\//.test(file.path)
export const isGenerated = (file: SourceFile): boolean => file.path.endsWith('.gen.ts')

/** Module specifiers that a file names literally, static or dynamic, types included. */
export function specifiers(file: SourceFile): string[] {
  const code = strip(file.text, { strings: false })
  const bare = strip(file.text, { strings: true })
  const found = code.matchAll(/(?:\bfrom|\bimport|\bimport\s*\()\s*(['"])([^'"\n]+)\1/g)
  return [...found].filter(({ index }) => bare[index] === code[index]).map((match) => match[2] ?? '')
}

/** `@scope/name/entry` → `@scope/name`, `node:fs` → `node:`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:'
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
