// The suite for task runners that run tasks written in JavaScript.

import assert from 'node:assert/strict'
import { MillraceError } from '@millrace/model'
import { ATTEMPT_END } from '@millrace/ports'
import type { ConformanceCase, ConformanceSuite } from '../suite.ts'
import { assertFailed, assertSuccess, functionTask, shellTask } from './harness.ts'
import type { TaskRunnerHarness } from './harness.ts'
import { openTestAttempt } from './test-attempt.ts'

const endCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'function-outputs',
    title: 'what a task returns are its outputs, entries that are undefined left out',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const task = functionTask(() => ({
        text: 'ä',
        list: [1, null, { deep: true }],
        ...({ gone: undefined } as object),
      }))
      assert.deepEqual(assertSuccess(await runner.run(attempt.job(task))), {
        text: 'ä',
        list: [1, null, { deep: true }],
      })
    },
  },
  {
    id: 'function-no-outputs',
    title: 'a task that returns nothing succeeds without outputs',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      assert.deepEqual(await runner.run(attempt.job(functionTask(() => {}))), { state: 'SUCCESS' })
    },
  },
  {
    id: 'function-properties',
    title: 'a task sees its properties and its context',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const task = functionTask((context, properties) => {
        context.log('INFO', `for ${context.message.task.id}`)
        return { given: properties }
      })
      assert.deepEqual(assertSuccess(await runner.run(attempt.job(task, { a: 1 }))), { given: { a: 1 } })
      assert.deepEqual(attempt.logs, [{ level: 'INFO', message: 'for task' }])
    },
  },
  {
    id: 'function-warning',
    title: 'an explicit end gives its state, and an output called state or result is an output like any other',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const warned = functionTask(() => ({ [ATTEMPT_END]: { state: 'WARNING', outputs: { left: 2 } } }))
      assert.deepEqual(await runner.run(attempt.job(warned)), { state: 'WARNING', outputs: { left: 2 } })
      const named = functionTask(() => ({ state: 'FAILED', result: { state: 'FAILED' } }))
      assertSuccess(await runner.run(attempt.job(named)))
    },
  },
  {
    id: 'function-throws',
    title: 'whatever a task throws fails the attempt with a message; the runner never rejects',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const rejecting = (thrown: unknown) => Promise.resolve().then(() => Promise.reject(thrown as Error))
      const run = (thrown: unknown) => runner.run(attempt.job(functionTask(() => rejecting(thrown))))
      const synchronous = functionTask(() => {
        throw new RangeError('too far')
      })
      assert.equal(assertFailed(await runner.run(attempt.job(synchronous)), 'MR_TASK_FAILED'), 'too far')
      assert.equal(assertFailed(await run(new MillraceError('MR_KV_MISSING', 'no key')), 'MR_KV_MISSING'), 'no key')
      for (const thrown of ['text', undefined, null, 7, Symbol('s'), Object.create(null), {}, new TypeError('')]) {
        assert.notEqual(assertFailed(await run(thrown), 'MR_TASK_FAILED'), '')
      }
    },
  },
  {
    id: 'function-wrong-kind',
    title: 'a command is refused by name',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      assert.match(assertFailed(await runner.run(attempt.job(shellTask('true'))), 'MR_PLUGIN_INVALID'), /test\/command/)
    },
  },
]

function loop(): object {
  const self: { self?: object } = {}
  self.self = self
  return self
}

const outputCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'function-outputs-json',
    title: 'outputs that are no JSON data fail the attempt and name the place',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      for (const value of [
        () => 1,
        Symbol('s'),
        1n,
        Number.NaN,
        Infinity,
        new Date(0),
        new Map(),
        Buffer.from('x'),
        loop(),
      ]) {
        const task = functionTask(() => ({ rows: [{ bad: value }] }) as never)
        assert.match(assertFailed(await runner.run(attempt.job(task)), 'MR_TASK_OUTPUT'), /rows\[0\]\.bad/)
      }
      for (const outputs of ['text', 7, [1]]) {
        assertFailed(await runner.run(attempt.job(functionTask(() => outputs as never))), 'MR_TASK_OUTPUT')
      }
    },
  },
  {
    id: 'function-outputs-size',
    title: 'outputs beyond all bounds fail the attempt',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const part = 'x'.repeat(1024 * 1024)
      const task = functionTask(() => ({ parts: Array.from({ length: 1024 }, () => part) }))
      assertFailed(await runner.run(attempt.job(task)), 'MR_TASK_OUTPUT')
    },
  },
  {
    id: 'function-outputs-prototype',
    title: 'an output called __proto__ is data and touches no prototype',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const task = functionTask(() => JSON.parse('{"a": {"__proto__": {"polluted": true}}}'))
      const outputs = assertSuccess(await runner.run(attempt.job(task)))
      assert.equal(JSON.stringify(outputs), '{"a":{"__proto__":{"polluted":true}}}')
      assert.equal(Reflect.get({}, 'polluted'), undefined)
    },
  },
]

const abortCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'function-kill',
    title: 'kill ends a task as KILLED, a time-out or a shutdown as FAILED, each with its code',
    async run({ runner }) {
      for (const code of ['MR_TASK_KILLED', 'MR_TASK_TIMEOUT', 'MR_SHUTTING_DOWN'] as const) {
        await using attempt = await openTestAttempt()
        const task = functionTask(
          ({ signal }) =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
        )
        const running = runner.run(attempt.job(task))
        attempt.abort(code)
        const result = await running
        assert.equal(result.state, code === 'MR_TASK_KILLED' ? 'KILLED' : 'FAILED')
        assert.equal(result.error?.code, code)
      }
    },
  },
  {
    id: 'function-deaf',
    title: 'a task that ignores its signal ends all the same, and its late end or failure changes nothing',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const late = Promise.withResolvers<never>()
      const running = runner.run(attempt.job(functionTask(() => late.promise)))
      attempt.abort('MR_TASK_TIMEOUT')
      assertFailed(await running, 'MR_TASK_TIMEOUT')
      // An unhandled rejection would end the process that runs this suite.
      late.reject(new RangeError('late'))
      await new Promise((resolve) => setImmediate(resolve))
    },
  },
  {
    id: 'function-aborted-before',
    title: 'a task whose attempt is aborted before its start is never called',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      let calls = 0
      attempt.abort('MR_TASK_KILLED')
      const result = await runner.run(attempt.job(functionTask(() => void (calls += 1))))
      assert.deepEqual([result.state, calls], ['KILLED', 0])
    },
  },
]

/** What a task runner for JavaScript tasks must hold; run it with `registerSuite`. */
export const functionRunnerSuite: ConformanceSuite<TaskRunnerHarness> = {
  name: 'task runner for functions',
  cases: [...endCases, ...outputCases, ...abortCases],
}
