// Cases about how a command starts and ends.

import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { ConformanceCase } from '../suite.ts'
import { assertFailed, assertSuccess, functionTask, shellTask } from './harness.ts'
import type { TaskRunnerHarness } from './harness.ts'
import { openTestAttempt } from './test-attempt.ts'
import type { TestAttempt } from './test-attempt.ts'

const POLL_MS = 5

/** Waits until the task has written a line that begins with `start`; gives the rest of the line. */
async function lineOf(attempt: TestAttempt, start: string): Promise<string> {
  for (;;) {
    const line = attempt.logs.find(({ message }) => message.startsWith(start))
    if (line !== undefined) return line.message.slice(start.length)
    await delay(POLL_MS)
  }
}

export const commandEndCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'command-exit-code',
    title: 'an exit code other than 0 fails the attempt; the message has it, and the last lines',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const result = await runner.run(attempt.job(shellTask('seq 1 100; echo "no such table" >&2; exit 3')))
      const message = assertFailed(result, 'MR_SCRIPT_EXIT')
      assert.match(message, /exit code 3/)
      assert.match(message, /no such table/)
      assert.ok(!message.includes('\n50\n'), 'the message holds more than the last lines')
      assert.equal(result.outputs?.['exitCode'], 3)
    },
  },
  {
    id: 'command-warning-exit-code',
    title: 'an exit code that the command lists gives a WARNING',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const result = await runner.run(attempt.job(shellTask('exit 4', { warningExitCodes: [4] })))
      assert.deepEqual([result.state, result.outputs?.['exitCode']], ['WARNING', 4])
    },
  },
  {
    id: 'command-error-lines',
    title: 'lines on the error stream give a WARNING where the command says so, and only there',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const script = 'echo careful >&2'
      assert.equal((await runner.run(attempt.job(shellTask(script, { warnsOnErrorLines: true })))).state, 'WARNING')
      assert.equal((await runner.run(attempt.job(shellTask(script)))).state, 'SUCCESS')
    },
  },
  {
    id: 'command-interpreter-missing',
    title: 'a program that is not installed is named, whether it is started or only required',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const started = await runner.run(attempt.job(shellTask('', { argv: ['no-such-program', 'x'] })))
      assert.match(assertFailed(started, 'MR_SCRIPT_INTERPRETER'), /no-such-program/)
      const required = await runner.run(attempt.job(shellTask('touch ran', { requires: ['no-such-program'] })))
      assert.match(assertFailed(required, 'MR_SCRIPT_INTERPRETER'), /no-such-program/)
    },
  },
  {
    id: 'command-environment',
    title: 'a command sees its own environment, and nothing of the environment of the worker',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      process.env['MILLRACE_SUITE_LEAK'] = 'leaked'
      try {
        const task = shellTask('env; echo "cwd=$(pwd)"', { environment: { GIVEN: 'yes and=more' } })
        assertSuccess(await runner.run(attempt.job(task)))
      } finally {
        delete process.env['MILLRACE_SUITE_LEAK']
      }
      const names = attempt.logs.map(({ message }) => message.slice(0, message.indexOf('=')))
      assert.ok(attempt.logs.some(({ message }) => message === 'GIVEN=yes and=more'))
      const known = new Set(['GIVEN', 'PATH', 'HOME', 'PWD', 'OLDPWD', 'SHLVL', '_', 'cwd', 'HOSTNAME'])
      assert.deepEqual(
        names.filter((name) => !known.has(name) && !/^MILLRACE_(OUTPUTS|WORKER)$/.test(name)),
        [],
      )
    },
  },
  {
    id: 'command-no-shell',
    title: 'arguments reach the program as they are, no shell between',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const argv = ['printf', '%s\\n', '$HOME; `id` && "quoted" *'] as const
      assertSuccess(await runner.run(attempt.job(shellTask('', { argv }))))
      assert.deepEqual(
        attempt.logs.map(({ message }) => message),
        ['$HOME; `id` && "quoted" *'],
      )
    },
  },
  {
    id: 'command-kill',
    title: 'kill ends an endless command as KILLED, a time-out as FAILED',
    async run({ runner }) {
      for (const code of ['MR_TASK_KILLED', 'MR_TASK_TIMEOUT'] as const) {
        await using attempt = await openTestAttempt()
        const running = runner.run(attempt.job(shellTask('echo ready; while true; do sleep 1; done')))
        await lineOf(attempt, 'ready')
        attempt.abort(code)
        const result = await running
        assert.equal(result.state, code === 'MR_TASK_KILLED' ? 'KILLED' : 'FAILED')
        assert.equal(result.error?.code, code)
      }
    },
  },
  {
    id: 'command-kill-deaf',
    title: 'a command that ignores the request to end is ended by force',
    timeoutMs: 30_000,
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const running = runner.run(attempt.job(shellTask('trap "" TERM; echo ready; while true; do sleep 1; done')))
      await lineOf(attempt, 'ready')
      attempt.abort('MR_TASK_KILLED')
      assert.equal((await running).state, 'KILLED')
    },
  },
  {
    id: 'command-aborted-before',
    title: 'a command whose attempt is aborted before its start is never asked for',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      let calls = 0
      attempt.abort('MR_TASK_KILLED')
      const task = {
        ...shellTask('true'),
        command: () => {
          calls += 1
          return shellTask('true').command(attempt.context, {} as never)
        },
      }
      assert.deepEqual([(await runner.run(attempt.job(task))).state, calls], ['KILLED', 0])
    },
  },
  {
    id: 'command-wrong-kind',
    title: 'a function is refused by name, and a command that cannot be made fails the attempt',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      assert.match(
        assertFailed(await runner.run(attempt.job(functionTask(() => {}))), 'MR_PLUGIN_INVALID'),
        /test\/function/,
      )
      const broken = { ...shellTask(''), command: () => Promise.reject(new RangeError('no command')) }
      assert.equal(assertFailed(await runner.run(attempt.job(broken)), 'MR_TASK_FAILED'), 'no command')
    },
  },
]
