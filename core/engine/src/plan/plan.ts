// A flow made ready for decisions: a tree of its enabled tasks with everything resolved that does not depend on an
// execution. Compiled once per revision.

import type { Flow, FlowOutput, JsonObject, Task } from '@millrace/model'
import type { Parsed } from '@millrace/expression'
import type { Phase } from '../state.ts'
import type { RetryPolicy } from './retry.ts'
import type { ServiceLevel } from './service-level.ts'
import type { TaskReads } from './reads.ts'

/** Lists of enabled tasks of one container. */
export interface Lists {
  /** By name of the branch: `tasks`, `then`, `else`, `cases.<value>`, `defaults`. */
  readonly branches: Readonly<Record<string, readonly PlanTask[]>>
  readonly errors: readonly PlanTask[]
  readonly finally: readonly PlanTask[]
  readonly afterExecution: readonly PlanTask[]
}

export interface PlanTask {
  readonly id: string
  /** As written, plugin defaults applied. */
  readonly task: Task
  /** `attempt`: a worker runs it; else the name of the control that the engine carries out. */
  readonly kind: string
  readonly parent: PlanTask | undefined
  /** Where it stands: the phase and branch of its parent (or of the root), and the place in that list. */
  readonly phase: Phase
  readonly branch: string
  readonly position: number
  readonly lists: Lists
  readonly retry: RetryPolicy | undefined
  readonly runIf: Parsed | undefined
  /** Of an If or a LoopUntil. */
  readonly condition: Parsed | undefined
  /** Of a Dag: the tasks that must have ended before. */
  readonly dependsOn: readonly string[]
  /** Children belong to a value of this task: its outputs nest by that value. */
  readonly isLoop: boolean
  /** Names that the expressions of the task read. */
  readonly reads: TaskReads
}

export interface Plan {
  readonly flow: Flow
  readonly root: Lists
  /** Enabled tasks by id. */
  readonly tasks: ReadonlyMap<string, PlanTask>
  readonly variables: JsonObject
  readonly outputs: readonly FlowOutput[]
  readonly retry: RetryPolicy | undefined
  readonly serviceLevels: readonly ServiceLevel[]
}

/** The task list that a phase (and, for the main phase, a branch) of a container runs. */
export function listOf(lists: Lists, phase: Phase, branch: string): readonly PlanTask[] {
  return phase === 'main' ? (lists.branches[branch] ?? []) : lists[phase]
}
