// What a clone promises whoever has only Node and npm: commands that pass everything through, and a lockfile that
// names versions and digests but no host.

import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFiles, ROOT } from './workspace.ts'

const execute = promisify(execFile)
const RUN = join(ROOT, 'scripts', 'run.sh')
let folder: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-clone-')))
})

afterEach(() => rm(folder, { recursive: true }))

test('an unknown command is refused by name', async () => {
  const running = execute('sh', [RUN, 'nonsense'], { cwd: folder })
  await expect(running).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('nonsense') as string })
})

test('a bench that is not there is refused by its path', async () => {
  const running = execute('sh', [RUN, 'bench', 'nonsense'], { cwd: folder })
  const stderr = expect.stringContaining('bench/src/nonsense.ts is not there') as string
  await expect(running).rejects.toMatchObject({ code: 2, stderr })
})

test.each([
  { named: 'no bench', words: ['bench'] },
  { named: 'an option that benches do not have', words: ['bench', 'sqlite-commits', '--nonsense'] },
  { named: 'no file for the figures of a bench', words: ['bench', 'sqlite-commits', '--json'] },
  { named: 'no suite', words: ['conformance'] },
  { named: 'no adapter after --queue', words: ['conformance', 'SUITE', '--queue'] },
])('$named: refused with the usage, and no stack', async ({ words }) => {
  await writeFile(join(folder, 'run.mjs'), '')
  const running = execute('sh', [RUN, ...words.map((word) => (word === 'SUITE' ? folder : word))], { cwd: folder })
  const stderr = expect.stringMatching(/^(?!.* {4}at ).*Usage: npm run/s) as string
  await expect(running).rejects.toMatchObject({ code: 2, stderr })
})

test('the lockfile and the settings of npm name no host', () => {
  const files = readFiles('{pnpm-lock.yaml,.npmrc,pnpm-workspace.yaml}')
  expect(files.map(({ path }) => path)).toEqual(['.npmrc', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
  expect(files.filter(({ text }) => /https?:\/\/|registry|tarball:/.test(text)).map(({ path }) => path)).toEqual([])
})

test('a second set-up has nothing to do', async () => {
  const setUp = () => execute('node', [join(ROOT, 'scripts', 'setup.mjs')], { cwd: folder })
  await setUp()
  expect(await setUp()).toMatchObject({ stdout: '', stderr: '' })
})
