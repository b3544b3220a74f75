// Planted bugs in the rules: the engine decides on a state or a command that was falsified before it got to see it.

import type { ExecutionCommand, ExecutionState, Frame, RunTable, TaskRun } from '@millrace/engine'
import type { TaskRunId } from '@millrace/model'
import type { EngineRules } from '@millrace/runtime'
import type { Sabotage } from '../world/sabotage.ts'

type Falsify = (
  state: ExecutionState,
  command: ExecutionCommand,
) => { readonly state?: ExecutionState; readonly command?: ExecutionCommand }

function falsifying(falsify: Falsify): (rules: EngineRules) => EngineRules {
  return (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) => {
      const falsified = falsify(state, command)
      return rules.decide(plan, falsified.state ?? state, falsified.command ?? command, facts)
    },
  })
}

/** The end of attempt 1 counts for attempt 2. */
export const oldAttemptAccepted: Sabotage = {
  name: 'end of an old attempt accepted',
  rules: falsifying(({ table }, command) => {
    if (command.kind !== 'attempt-ended') return {}
    const current = table.runs.get(command.taskRunId)?.attempts.length ?? 0
    return command.attempt < current ? { command: { ...command, attempt: current } } : {}
  }),
}

/** The failed end of an attempt that comes twice uses up two attempts. */
export const retryCountedTwice: Sabotage = {
  name: 'retry counted twice',
  rules: (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) => {
      const decision = rules.decide(plan, state, command, facts)
      if (decision.kind !== 'refused' || command.kind !== 'attempt-ended') return decision
      const run = state.table.runs.get(command.taskRunId)
      const last = run?.attempts.at(-1)
      if (run?.state !== 'RETRYING' || last === undefined || run.attempts.length !== command.attempt) return decision
      const counted = { ...run, attempts: [...run.attempts, last] }
      return {
        kind: 'changed',
        header: state.header,
        runs: [counted],
        removed: [],
        values: [],
        effects: [],
      }
    },
  }),
}

/** Kills see the children of the execution, and theirs, but nothing below. */
export const killMissesGrandchild: Sabotage = {
  name: 'kill misses a grandchild',
  rules: (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) => {
      if (command.kind !== 'kill') return rules.decide(plan, state, command, facts)
      const hidden = new Map(
        [...state.table.runs].filter(([, run]) => run.frame === undefined && isDeep(run, state.table)),
      )
      const seen = { header: state.header, table: { ...state.table, runs: without(state.table, hidden) } }
      return rules.decide(plan, seen, command, facts)
    },
  }),
}

function isDeep(run: TaskRun, table: RunTable): boolean {
  const parent = run.parentId === undefined ? undefined : table.runs.get(run.parentId)
  return parent?.parentId !== undefined
}

function without(table: RunTable, hidden: ReadonlyMap<TaskRunId, TaskRun>): Map<TaskRunId, TaskRun> {
  return new Map([...table.runs].filter(([id]) => !hidden.has(id)))
}

/** The end of the last `finally` task is taken for the end of the main tasks. */
export const finallyRunsTwice: Sabotage = {
  name: '`finally` runs twice',
  rules: falsifying((state, command) => {
    const run = command.kind === 'attempt-ended' ? state.table.runs.get(command.taskRunId) : undefined
    return run?.phase === 'finally' ? { state: withFrame(state, run, { phase: 'main', handling: false }) } : {}
  }),
}

/** A container with two live lanes believes that it has one. */
export const parentEndsEarly: Sabotage = {
  name: 'parent ends before its last child',
  rules: falsifying((state, command) => {
    const run = command.kind === 'attempt-ended' ? state.table.runs.get(command.taskRunId) : undefined
    if (run?.phase !== 'main') return {}
    const live = frameOf(state, run)?.live ?? 0
    return live > 1 ? { state: withFrame(state, run, { live: live - 1 }) } : {}
  }),
}

function frameOf({ header, table }: ExecutionState, child: TaskRun): Frame | undefined {
  return child.parentId === undefined ? header.frame : table.runs.get(child.parentId)?.frame
}

/** The state with another frame of the container of `child`. */
function withFrame(state: ExecutionState, child: TaskRun, changes: Partial<Frame>): ExecutionState {
  const frame = frameOf(state, child)
  if (frame === undefined) return state
  const changed = { ...frame, ...changes }
  if (child.parentId === undefined) return { header: { ...state.header, frame: changed }, table: state.table }
  const parent = state.table.runs.get(child.parentId)
  if (parent === undefined) return state
  const runs = new Map(state.table.runs).set(parent.id, { ...parent, frame: changed })
  return { header: state.header, table: { ...state.table, runs } }
}
