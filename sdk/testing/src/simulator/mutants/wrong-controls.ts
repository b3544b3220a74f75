// Planted bugs in the rules of controls and of restarts.

import type { ExecutionState, Plan, TaskRun } from '@millrace/engine'
import type { Sabotage } from '../world/sabotage.ts'

type PlanTask = Plan['tasks'] extends ReadonlyMap<string, infer Each> ? Each : never

/** A restart takes what ended in SUCCESS for something that failed. */
export const restartRunsAll: Sabotage = {
  name: 'restart runs a succeeded task again',
  rules: (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) =>
      rules.decide(plan, command.kind === 'restart' ? allFailed(state) : state, command, facts),
  }),
}

function allFailed({ header, table }: ExecutionState): ExecutionState {
  const failed = (run: TaskRun): TaskRun => (run.state === 'SUCCESS' ? { ...run, state: 'FAILED' } : run)
  return { header, table: { ...table, runs: new Map([...table.runs].map(([id, run]) => [id, failed(run)])) } }
}

/** Tasks of a Dag wait for nothing. */
export const dagStartsEarly: Sabotage = {
  name: 'Dag starts before a dependency',
  rules: (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) => {
      const tasks = new Map([...plan.tasks].map(([id, task]) => [id, withoutDependencies(task)]))
      return rules.decide({ ...plan, tasks }, state, command, facts)
    },
  }),
}

function withoutDependencies(task: PlanTask): PlanTask {
  const free = (list: readonly PlanTask[]): readonly PlanTask[] => list.map((each) => ({ ...each, dependsOn: [] }))
  if (task.kind !== 'dag') return task
  return { ...task, lists: { ...task.lists, branches: { tasks: free(task.lists.branches['tasks'] ?? []) } } }
}

/** The timer of a LoopUntil begins the turn after the next. */
export const turnCountedTwice: Sabotage = {
  name: 'LoopUntil counts a turn twice',
  rules: (rules) => ({
    ...rules,
    decide: (plan, state, command, facts) => {
      if (command.kind !== 'wake') return rules.decide(plan, state, command, facts)
      const skipped = (run: TaskRun): TaskRun =>
        run.dueAt !== undefined && run.frame !== undefined
          ? { ...run, frame: { ...run.frame, turn: run.frame.turn + 1 } }
          : run
      const runs = new Map([...state.table.runs].map(([id, run]) => [id, skipped(run)]))
      return rules.decide(plan, { header: state.header, table: { ...state.table, runs } }, command, facts)
    },
  }),
}
