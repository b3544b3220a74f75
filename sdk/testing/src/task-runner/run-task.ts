// Runs one attempt of a task type, as a worker does: properties made to fit their schema, then the task runner that the
// type names.

import type { JsonObject } from '@millrace/model'
import type { AttemptResult, Clock, TaskDefinition } from '@millrace/ports'
import { ChildProcessRunner, EventLoopRunner, fitProperties } from '@millrace/runtime'
import type { TestAttempt } from './test-attempt.ts'

const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** The result of one attempt. Properties are given as they are after rendering; throws MR_TASK_PROPERTY. */
export async function runTask(
  definition: TaskDefinition,
  properties: JsonObject,
  attempt: TestAttempt,
): Promise<AttemptResult> {
  const job = attempt.job(definition, fitProperties(definition, structuredClone(properties)))
  if ('run' in definition) return new EventLoopRunner().run(job)
  await using runner = new ChildProcessRunner({ clock: realClock })
  return await runner.run(job)
}
