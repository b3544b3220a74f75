// Everything that is checked without running the product: types, lint, format, unused code, the table of layers,
// generated files, packages. Prints one line a check and what the failing ones said; `check.mjs NAME…` runs only those.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatMessage } from 'publint/utils'
import { publint } from 'publint'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

function tool(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return { passed: status === 0, output: error ? error.message : `${stdout}${stderr}` }
}

/** Reads the built packages as a registry would get them. */
async function packages() {
  const folders = globSync('{core,sdk,plugins,adapters}/*/dist', { cwd: ROOT }).map((dist) => dirname(join(ROOT, dist)))
  const lines = []
  for (const pkgDir of folders) {
    const { messages, pkg } = await publint({ pkgDir, pack: false, level: 'warning' })
    lines.push(...messages.map((message) => `${pkg.name}: ${formatMessage(message, pkg)}`))
  }
  return { passed: lines.length === 0 && folders.length > 10, output: lines.join('\n') || 'too few built packages' }
}

function generated() {
  if (!existsSync(join(ROOT, 'scripts/gen.ts'))) return { passed: true, output: '' }
  return tool('node', '--conditions=source', '--disable-warning=ExperimentalWarning', 'scripts/gen.ts', '--check')
}

const CHECKS = {
  types: () => tool('tsc', '-b'),
  lint: () => tool('oxlint', '--type-aware', '--deny-warnings'),
  format: () => tool('oxfmt', '--check'),
  unused: () => tool('knip', '--no-progress', '--no-config-hints'),
  layers: () => tool('vitest', 'run', '--project', 'unit', 'tests'),
  generated,
  packages,
}

const wanted = process.argv.slice(2)
const failed = []
const names = Object.keys(CHECKS).filter((name) => wanted.length === 0 || wanted.includes(name))
for (const name of names) {
  const startedAt = performance.now()
  const { passed, output } = await CHECKS[name]()
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (!passed) {
    failed.push(name)
    console.log(output.trimEnd())
  }
}
console.log(`${names.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 && names.length > 0 ? 0 : 1
