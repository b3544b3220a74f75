// What the task-runner suites ask of a task runner, and what their cases share.

import assert from 'node:assert/strict'
import type { ErrorCode } from '@millrace/model'
import type { AttemptResult, Command, CommandTask, FunctionTask, TaskRunner } from '@millrace/ports'

export interface TaskRunnerHarness {
  readonly runner: TaskRunner
}

/** A function task for one case. */
export function functionTask(run: FunctionTask['run']): FunctionTask {
  return { type: 'test/function', title: 'A task of the suite', properties: {}, run }
}

/** A command for one case: a shell script with these files. */
export function shellTask(script: string, more: Partial<Command> = {}): CommandTask {
  const command = () =>
    ({ argv: ['/bin/sh', '-c', script], environment: {}, inputFiles: {}, outputFiles: [], ...more }) as const
  return { type: 'test/command', title: 'A task of the suite', properties: {}, command }
}

/** Holds when the attempt failed with this code; gives the message. */
export function assertFailed(result: AttemptResult, code: ErrorCode): string {
  assert.equal(result.state, 'FAILED', JSON.stringify(result))
  assert.equal(result.error?.code, code, JSON.stringify(result))
  return result.error.message
}

export function assertSuccess(result: AttemptResult): NonNullable<AttemptResult['outputs']> {
  assert.equal(result.state, 'SUCCESS', JSON.stringify(result))
  return result.outputs ?? {}
}
