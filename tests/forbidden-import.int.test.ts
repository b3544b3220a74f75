// A forbidden import does not even resolve: the compiler and Node refuse it. Planted in copies, outside every package.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROOT } from './workspace.ts'

const execute = promisify(execFile)
let folder: string

beforeEach(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  folder = await mkdtemp(join(ROOT, '.cache', 'planted-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** A file that resolves exactly as one of the package would. */
async function plant(owner: string, options: { text: string; config: string }): Promise<string> {
  const config = {
    extends: join(ROOT, options.config),
    compilerOptions: { composite: false, noEmit: true },
    files: ['planted.ts'],
  }
  await symlink(join(ROOT, owner, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await writeFile(join(folder, 'planted.ts'), options.text)
  return folder
}

interface Outcome {
  readonly code: number
  readonly output: string
}

async function run(command: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { stdout } = await execute(command, args, { cwd: folder })
    return { code: 0, output: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

const compile = (): Promise<Outcome> => run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder])
const start = (): Promise<Outcome> => run(process.execPath, ['--conditions=source', join(folder, 'planted.ts')])

test('an adapter that imports its SDK compiles and runs', async () => {
  await plant('adapters/memory', { text: `import '@millrace/sdk-adapter'\n`, config: 'tsconfig.base.json' })
  expect(await compile()).toEqual({ code: 0, output: '' })
  expect((await start()).code).toBe(0)
})

test('an adapter that imports the engine neither compiles nor runs', async () => {
  await plant('adapters/memory', { text: `import '@millrace/engine'\nexport {}\n`, config: 'tsconfig.base.json' })
  expect(await compile()).toMatchObject({ code: 1, output: expect.stringContaining('@millrace/engine') as string })
  expect(await start()).toMatchObject({ code: 1, output: expect.stringContaining('ERR_MODULE_NOT_FOUND') as string })
})

test('a plugin that imports the runtime does not compile', async () => {
  await plant('plugins/core', { text: `import '@millrace/runtime'\n`, config: 'tsconfig.base.json' })
  expect(await compile()).toMatchObject({ code: 1, output: expect.stringContaining('@millrace/runtime') as string })
})

test('nobody reaches past the index of a package', async () => {
  await plant('core/runtime', { text: `import '@millrace/model/src/state.ts'\n`, config: 'tsconfig.base.json' })
  expect(await compile()).toMatchObject({ code: 1, output: expect.stringContaining('@millrace/model/src') as string })
})

test.each([
  ['a module of Node', `import { readFileSync } from 'node:fs'\nexport const text = readFileSync('x')\n`],
  ['the process', `export const home = process.env['HOME']\n`],
  ['a timer', `setTimeout(() => undefined, 1)\n`],
  ['the network', `export const page = fetch('x')\n`],
])('the engine that names %s does not compile', async (_what, text) => {
  await plant('core/engine', { text, config: 'tsconfig.pure.json' })
  expect((await compile()).code).not.toBe(0)
})
