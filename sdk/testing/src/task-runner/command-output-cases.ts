// Cases about what a command says: log lines, values, metrics.

import assert from 'node:assert/strict'
import type { ConformanceCase } from '../suite.ts'
import { assertFailed, assertSuccess, shellTask } from './harness.ts'
import type { TaskRunnerHarness } from './harness.ts'
import { openTestAttempt } from './test-attempt.ts'

export const commandOutputCases: readonly ConformanceCase<TaskRunnerHarness>[] = [
  {
    id: 'command-log',
    title: 'each printed line is a log line; those of the error stream are warnings; the last needs no line end',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const outputs = assertSuccess(
        await runner.run(attempt.job(shellTask('echo one; printf "zwei ü\\r\\n"; echo bad >&2; printf last'))),
      )
      const printed = attempt.logs.filter(({ level }) => level === 'INFO').map(({ message }) => message)
      assert.deepEqual(printed, ['one', 'zwei ü', 'last'])
      assert.deepEqual(
        attempt.logs.filter(({ level }) => level === 'WARN'),
        [{ level: 'WARN', message: 'bad' }],
      )
      assert.deepEqual([outputs['stdOutLineCount'], outputs['stdErrLineCount'], outputs['exitCode']], [3, 1, 0])
    },
  },
  {
    id: 'command-outputs-lines',
    title: 'lines `name=value` in the file of outputs are values',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const script =
        'echo "a=1" >> "$MILLRACE_OUTPUTS"; echo "b= x=y " >> "$MILLRACE_OUTPUTS"; echo >> "$MILLRACE_OUTPUTS"'
      const outputs = assertSuccess(await runner.run(attempt.job(shellTask(script))))
      assert.deepEqual(outputs['vars'], { a: '1', b: ' x=y ' })
    },
  },
  {
    id: 'command-outputs-json',
    title: 'a JSON object in the file of outputs gives values of any shape',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const outputs = assertSuccess(
        await runner.run(attempt.job(shellTask(`echo '{"a": [1, {"b": null}]}' > "$MILLRACE_OUTPUTS"`))),
      )
      assert.deepEqual(outputs['vars'], { a: [1, { b: null }] })
    },
  },
  {
    id: 'command-outputs-broken',
    title: 'a file of outputs that cannot be read fails a success and leaves a failure as it is',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const run = (script: string) => runner.run(attempt.job(shellTask(script)))
      assertFailed(await run('echo "{" > "$MILLRACE_OUTPUTS"'), 'MR_TASK_OUTPUT')
      assert.match(assertFailed(await run('printf "a=1\\nno value" > "$MILLRACE_OUTPUTS"'), 'MR_TASK_OUTPUT'), /line 2/)
      assertFailed(await run('rm -f "$MILLRACE_OUTPUTS"; mkfifo "$MILLRACE_OUTPUTS"'), 'MR_TASK_OUTPUT')
      assertFailed(await run('rm -f "$MILLRACE_OUTPUTS"; ln -s /dev/zero "$MILLRACE_OUTPUTS"'), 'MR_TASK_OUTPUT')
      assertFailed(await run('rm -f "$MILLRACE_OUTPUTS"; echo "{" > "$MILLRACE_OUTPUTS"; exit 9'), 'MR_SCRIPT_EXIT')
    },
  },
  {
    id: 'command-marker-lines',
    title: 'marker lines give values, metrics and log lines, and are no log lines themselves',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const script = [
        `echo '::{"outputs": {"a": 1, "b": {"c": true}}}::'`,
        `echo '::{"outputs": {"a": 2}, "metrics": [{"name": "rows", "type": "counter", "value": 5, "tags": {"t": "x"}}]}::'`,
        `echo '::{"metrics": [{"name": "took", "type": "timer", "value": 1.5}], "logs": [{"level": "ERROR", "message": "said"}]}::'`,
        'echo plain ::',
      ].join('\n')
      const outputs = assertSuccess(await runner.run(attempt.job(shellTask(script))))
      assert.deepEqual(outputs['vars'], { a: 2, b: { c: true } })
      assert.deepEqual(attempt.metrics, [
        { name: 'rows', type: 'counter', value: 5, tags: { t: 'x' } },
        { name: 'took', type: 'timer', value: 1500 },
      ])
      assert.deepEqual(attempt.logs, [
        { level: 'ERROR', message: 'said' },
        { level: 'INFO', message: 'plain ::' },
      ])
    },
  },
  {
    id: 'command-line-length',
    title: 'a line without an end is cut, marked, and counted once',
    async run({ runner }) {
      await using attempt = await openTestAttempt()
      const outputs = assertSuccess(
        await runner.run(attempt.job(shellTask("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo after"))),
      )
      assert.equal(outputs['stdOutLineCount'], 2)
      assert.ok(attempt.logs[0] !== undefined && attempt.logs[0].message.length < 1_000_000)
      assert.match(attempt.logs[0].message.slice(-20), /cut/)
      assert.equal(attempt.logs[1]?.message, 'after')
    },
  },
]
