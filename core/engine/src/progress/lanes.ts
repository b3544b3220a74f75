// Opening the lanes of a container. They start when the decision comes to them (decide.ts), so that no rule calls another.

import type { Draft } from '../draft.ts'
import type { Frame, TaskRun } from '../state.ts'

/** What a control opens: lanes of the main phase. */
export interface Lanes {
  readonly branch: string
  readonly total: number
  readonly limit: number
  readonly split: boolean
}

export function newFrame(lanes: Lanes): Frame {
  return { phase: 'main', ...lanes, next: 0, live: 0, handling: false, tally: {}, turn: 0 }
}

/** Opens the lanes of a task run that runs. */
export function openLanes(draft: Draft, run: TaskRun, lanes: Lanes): void {
  const opened = { ...run, frame: newFrame(lanes) }
  draft.put(opened)
  draft.work.push(opened)
}
