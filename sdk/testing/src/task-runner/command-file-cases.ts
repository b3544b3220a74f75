// Cases about the files of a command: in, out, and never outside its folder.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { StorageUri } from '@millrace/ports'
import { bytes, readText } from '../storage/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { assertFailed, assertSuccess, shellTask } from './harness.ts'
import type { TaskRunnerHarness } from './harness.ts'
import { openTestAttempt } from './test-attempt.ts'

const text = (content: string) => ({ text: content })

export const commandFileCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'command-input-files',
    title: 'input files are written before the start, texts and stored files, in folders too',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      await attempt.context.storage.put('kestra:///stored', bytes('from the storage'))
      const inputFiles = { 'a.txt': text('plain'), './deep/b.txt': { uri: 'kestra:///stored' } }
      assertSuccess(await runner.run(attempt.job(shellTask('cat a.txt; echo; cat deep/b.txt', { inputFiles }))))
      assert.deepEqual(
        attempt.logs.map(({ message }) => message),
        ['plain', 'from the storage'],
      )
    },
  },
  {
    id: 'command-input-missing',
    title: 'an input file that is not in the storage fails the attempt before the start',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const inputFiles = { 'a.txt': { uri: 'kestra:///none' } }
      assertFailed(await runner.run(attempt.job(shellTask('echo ran', { inputFiles }))), 'MR_STORAGE_NOT_FOUND')
      assert.deepEqual(attempt.logs, [])
    },
  },
  {
    id: 'command-input-traversal',
    title: 'an input file cannot be named out of the folder, nor written through a link',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      for (const name of ['../out', '/tmp/out', 'a/../../out', '', '.', 'a\\b', 'a\0b']) {
        const inputFiles = { [name]: text('x') }
        assertFailed(await runner.run(attempt.job(shellTask('echo ran', { inputFiles }))), 'MR_TASK_FILE')
      }
      assertSuccess(await runner.run(attempt.job(shellTask('ln -s /tmp link; echo kept > target; ln -s target over'))))
      assertFailed(
        await runner.run(attempt.job(shellTask('', { inputFiles: { 'link/x': text('x') } }))),
        'MR_TASK_FILE',
      )
      assertSuccess(await runner.run(attempt.job(shellTask('', { inputFiles: { over: text('new') } }))))
      assert.equal(await readFile(`${attempt.context.directory}/target`, 'utf8'), 'kept\n')
    },
  },
  {
    id: 'command-output-files',
    title: 'files that match are stored, by their relative paths; folders and pipes are not files',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const script =
        'mkdir -p out/deep d.csv; printf 1 > one.csv; printf 2 > out/deep/two.csv; printf 3 > three.txt; mkfifo p.csv'
      const task = shellTask(script, { outputFiles: ['*.csv', './out/**/*.csv', 'absent.*'] })
      const stored = assertSuccess(await runner.run(attempt.job(task)))['outputFiles'] as Record<string, StorageUri>
      assert.deepEqual(Object.keys(stored).sort(), ['one.csv', 'out/deep/two.csv'])
      const contents = await Promise.all(Object.values(stored).map((uri) => readText(attempt.context.storage, uri)))
      assert.deepEqual(contents.sort(), ['1', '2'])
    },
  },
  {
    id: 'command-output-after-failure',
    title: 'files and values of a script that fails are kept',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const script = 'echo report > report.txt; echo a=1 > "$MILLRACE_OUTPUTS"; exit 2'
      const result = await runner.run(attempt.job(shellTask(script, { outputFiles: ['report.txt'] })))
      assertFailed(result, 'MR_SCRIPT_EXIT')
      assert.deepEqual(result.outputs?.['vars'], { a: '1' })
      assert.deepEqual(Object.keys(result.outputs?.['outputFiles'] ?? {}), ['report.txt'])
    },
  },
  {
    id: 'command-output-traversal',
    title: 'output files cannot be named, spelled by braces, or linked out of the folder',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      for (const pattern of ['../*', '/etc/passwd', 'a/../../b']) {
        assertFailed(await runner.run(attempt.job(shellTask('echo ran', { outputFiles: [pattern] }))), 'MR_TASK_FILE')
      }
      assert.deepEqual(attempt.logs, [], 'a command ran with a pattern that is refused')
      const run = (script: string, pattern: string) =>
        runner.run(attempt.job(shellTask(script, { outputFiles: [pattern] })))
      assertFailed(await run('true', '{/etc/passwd,x}'), 'MR_TASK_FILE')
      assertFailed(await run('ln -s /etc/passwd link', 'link'), 'MR_TASK_FILE')
      assertFailed(await run('ln -s /etc linked', 'linked/passwd'), 'MR_TASK_FILE')
      assert.deepEqual(await attempt.context.storage.list('kestra:///'), [])
    },
  },
  {
    id: 'command-output-inner-link',
    title: 'a link to a file of the folder is stored as that file',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const task = shellTask('printf x > real; ln -s real alias', { outputFiles: ['alias'] })
      const stored = assertSuccess(await runner.run(attempt.job(task)))['outputFiles'] as Record<string, StorageUri>
      assert.equal(await readText(attempt.context.storage, stored['alias'] ?? 'kestra:///none'), 'x')
    },
  },
]
