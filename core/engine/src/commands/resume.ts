// Resume: goes on with what a Pause holds, the first one unless told which.

import { isTerminal, type JsonObject, type TaskRunId } from '@millrace/model'
import { resumeRun } from '../controls/pause.ts'
import type { Draft } from '../draft.ts'
import { refuse, type Refusal } from '../refusal.ts'
import { liveRuns } from '../view.ts'

export function resume(
  draft: Draft,
  command: { readonly taskRunId?: TaskRunId; readonly inputs?: JsonObject },
): Refusal | undefined {
  const { state } = draft.header
  // Killed, it may wait still for a Pause among its `finally` tasks.
  if (isTerminal(state)) return refuse('MR_EXECUTION_STATE', `The execution is not paused: it is ${state}.`)
  const paused = liveRuns(draft.state).filter(
    (run) => run.state === 'PAUSED' && (command.taskRunId === undefined || run.id === command.taskRunId),
  )
  const [run] = paused.toSorted((left, right) => left.order - right.order)
  if (run === undefined) return refuse('MR_EXECUTION_STATE', `The execution is not paused: it is ${state}.`)
  resumeRun(draft, run, { inputs: command.inputs, to: 'SUCCESS' })
  return undefined
}
