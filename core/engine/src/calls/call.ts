// What a task run asks of the execution that it calls. The state holds the call, so that asking twice asks for the same.

import type { Instant, Json, JsonObject } from '@millrace/model'
import type { CallCommand, Effect } from '../command.ts'
import type { Plan } from '../plan/plan.ts'
import type { Call, Caller, ExecutionHeader, TaskRun } from '../state.ts'

const FIRST_MS = 60_000
const FIRST_OF_KILL_MS = 5_000
const LONGEST_MS = 900_000

/**
 * When an execution that has not answered is asked again, lest a lost message strand its caller: the longer it has been
 * asked, the later, so that those who wait for long cost little.
 */
export function askAgainAt(run: TaskRun, now: Instant): Instant {
  const waitedMs = now - (run.history.at(-1)?.at ?? now)
  return now + Math.min(LONGEST_MS, Math.max(run.state === 'KILLING' ? FIRST_OF_KILL_MS : FIRST_MS, waitedMs))
}

/** Makes the execution, or asks it once more where it exists. */
export function callEffect(plan: Plan, header: ExecutionHeader, run: TaskRun, call: Call): Effect {
  const { executionId, waits, transmits: _transmits, outputs, ...asked } = call
  const caller: Caller = {
    executionId: header.id,
    taskRunId: run.id,
    attempt: run.attempts.length,
    waits,
    ...(outputs === undefined ? {} : { outputs }),
  }
  const command: CallCommand = {
    kind: 'call',
    ...asked,
    trigger: {
      id: run.taskId,
      type: plan.tasks.get(run.taskId)?.task.type ?? 'core/subflow',
      variables: traceOf(header, run),
    },
    caller,
    kills: run.state === 'KILLING' ? header.kills : 0,
  }
  return { kind: 'command', entity: { kind: 'execution', key: executionId }, command: command as object as Json }
}

/** What the execution that is called sees as `trigger`. */
function traceOf(header: ExecutionHeader, run: TaskRun): JsonObject {
  return {
    executionId: header.id,
    namespace: header.namespace,
    flowId: header.flowId,
    flowRevision: header.flowRevision,
    taskRunId: run.id,
    taskId: run.taskId,
    ...(run.value === undefined ? {} : { taskRunValue: run.value }),
    ...(run.iteration === undefined ? {} : { taskRunIteration: run.iteration }),
  }
}
