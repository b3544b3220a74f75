// A restart runs again what failed or was stopped, and nothing that had succeeded (I8).

import { isTerminal } from '@millrace/model'
import type { TaskRun } from '@millrace/engine'
import type { FlowIndex } from '../flows/flow-index.ts'
import { Memory, type RememberedRun } from '../reference/memory.ts'
import { pathOf, type Check, type Step, type View } from './view.ts'

/** In this step an execution that had ended was opened again; it may have begun in the same write. */
export function isReopening({ before, after }: Pick<Step, 'before' | 'after'>): boolean {
  return before !== undefined && after.header.attemptNumber > before.header.attemptNumber
}

/** It was opened again at some time. */
export function wasReopened({ header }: View): boolean {
  return header.attemptNumber > 1
}

/** What an execution had done, for the reference. */
export function memoryOf({ runs }: View, index: FlowIndex): Memory {
  const pathIn = (run: TaskRun): string => pathOf(run, runs, index)
  const remembered = (run: TaskRun): RememberedRun => {
    const parent = run.parentId === undefined ? undefined : runs.get(run.parentId)
    return {
      taskId: run.taskId,
      parent: parent === undefined ? undefined : pathIn(parent),
      isMain: run.phase === 'main',
      isLoopUntil: index.get(run.taskId)?.task.type === 'core/loop-until',
      isOpened: [...runs.values()].some(({ parentId, phase }) => parentId === run.id && phase === 'main'),
      turn: run.value,
      state: run.state,
      attempts: run.attempts.length,
      outputs: run.outputs,
    }
  }
  return new Memory(new Map([...runs.values()].map((run) => [pathIn(run), remembered(run)])))
}

export const restartsKeepWhatSucceeded: Check = (step) => {
  const { before, after, index } = step
  if (before === undefined || !isReopening(step) || !isTerminal(before.header.state)) return undefined
  const memory = memoryOf(before, index)
  for (const run of before.runs.values()) {
    const isDue = mayRunAgain(run, before, index, memory)
    if (!isDue && JSON.stringify(after.runs.get(run.id)) !== JSON.stringify(run))
      return `${run.taskId}, which was ${run.state}, did not stay as it was`
  }
  return undefined
}

/** It, or what it stands in, failed or was stopped; or it is a handler of that. */
function mayRunAgain(run: TaskRun, view: View, index: FlowIndex, memory: Memory): boolean {
  const fate = memory.fateOf(pathOf(run, view.runs, index))
  if (fate !== 'stays') return true
  const parent = run.parentId === undefined ? undefined : view.runs.get(run.parentId)
  if (parent === undefined) return run.phase !== 'main'
  const above = memory.fateOf(pathOf(parent, view.runs, index))
  if (above === 'again' || (above === 'goesOn' && run.phase !== 'main')) return true
  return above === 'stays' && mayRunAgain(parent, view, index, memory)
}
