// A RESTARTED execution begins to run: its task runs get their next attempts, its controls are opened again, and lanes
// that a failure elsewhere had cut short go on.

import { isTerminal } from '@millrace/model'
import type { Draft } from '../draft.ts'
import { advance, listsOf } from '../progress/frames.ts'
import { openControl, startRun } from '../progress/start.ts'
import type { TaskRun } from '../state.ts'
import { newAttempt } from '../task-run.ts'
import { allRuns } from './reopen.ts'
import { childrenOf, goesOn, positionOf } from './rebuild.ts'

export function runAgain(draft: Draft): void {
  const runs = allRuns(draft)
  const children = childrenOf(runs)
  draft.moveTo('RUNNING')
  for (const run of runs) {
    const plan = draft.planOf(run)
    if (run.state === 'RESTARTED') draft.put({ ...run, attempts: [...run.attempts, newAttempt(draft.now)] })
    else if (run.state === 'RUNNING' && plan !== undefined && plan.kind !== 'attempt' && run.frame === undefined)
      openControl(draft, run, plan)
  }
  const containers = runs.filter((run) => !isTerminal(run.state) && run.frame !== undefined)
  for (const container of [undefined, ...containers]) {
    continueLanes(draft, container, children.get(container?.id) ?? [])
    advance(draft, container === undefined ? undefined : draft.find(container.id))
  }
}

/** Starts the next task of each lane whose last task run ended well. */
function continueLanes(draft: Draft, container: TaskRun | undefined, children: readonly TaskRun[]): void {
  const frame = draft.frameOf(container)
  if (frame === undefined || frame.split) return
  const list = listsOf(draft, container).branches[frame.branch] ?? []
  const isTurns = container !== undefined && draft.planOf(container)?.kind === 'loop-until'
  const last = new Map<number, TaskRun>()
  for (const child of children) {
    if (child.phase !== 'main' || (isTurns && child.iteration !== frame.turn)) continue
    const known = last.get(child.lane)
    if (known === undefined || positionOf(draft, child) > positionOf(draft, known)) last.set(child.lane, child)
  }
  for (const run of last.values()) {
    const next = list[positionOf(draft, run) + 1]
    if (!isTerminal(run.state) || next === undefined || !goesOn(draft, frame, run, list.length)) continue
    const place = {
      ...(run.value === undefined ? {} : { value: run.value }),
      ...(run.iteration === undefined ? {} : { iteration: run.iteration }),
    }
    startRun(draft, { parent: container, plan: next, lane: run.lane, phase: 'main', ...place })
  }
}
