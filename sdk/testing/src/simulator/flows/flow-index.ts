// Where each enabled task of a flow stands, read off the flow as written.

import { dagEntryOf, type Flow, type Retry, type Task } from '@millrace/model'

type ListName = 'main' | 'errors' | 'finally'

export interface Standing {
  readonly task: Task
  readonly parentId: string | undefined
  readonly list: ListName
  readonly position: number
  /** The enabled tasks of its list. */
  readonly siblings: readonly Task[]
  /** The nearest retry policy: its own, or that of a container, or of the flow. */
  readonly retry: Retry | undefined
  /** Of a task of a Dag: those that must have ended before. */
  readonly dependsOn: readonly string[]
}

export type FlowIndex = ReadonlyMap<string, Standing>

type Around = Pick<Standing, 'parentId' | 'list' | 'retry'>

export function indexFlow(flow: Flow): FlowIndex {
  const index = new Map<string, Standing>()
  const { retry } = flow
  addList(index, flow.tasks, { parentId: undefined, list: 'main', retry })
  addList(index, flow.errors, { parentId: undefined, list: 'errors', retry })
  addList(index, flow.finally, { parentId: undefined, list: 'finally', retry })
  return index
}

export function enabledTasks(tasks: unknown): readonly Task[] {
  return enabledEntries(tasks).map(({ task }) => task)
}

/** The tasks with what they wait for, as a Dag writes it. */
export function enabledEntries(
  tasks: unknown,
): readonly { readonly task: Task; readonly dependsOn: readonly string[] }[] {
  if (!Array.isArray(tasks)) return []
  const entries = (tasks as readonly Task[]).map((task) => dagEntryOf(task) ?? { task, dependsOn: [] })
  const enabled = entries.filter(({ task }) => task['disabled'] !== true)
  const ids = new Set(enabled.map(({ task }) => task['id']))
  return enabled.map(({ task, dependsOn }) => ({
    task: task as Task,
    dependsOn: dependsOn.filter((id) => ids.has(id)),
  }))
}

/** Properties of any control that hold lists of tasks of the main phase. */
function mainLists(task: Task): readonly unknown[] {
  const cases = Object.values(task['cases'] ?? {})
  return [task['tasks'], task['then'], task['else'], task['defaults'], ...cases]
}

function addList(index: Map<string, Standing>, tasks: unknown, around: Around): void {
  const siblings = enabledTasks(tasks)
  for (const [position, { task, dependsOn }] of enabledEntries(tasks).entries()) {
    const retry = task.retry ?? around.retry
    index.set(task.id, { ...around, task, position, siblings, retry, dependsOn })
    const inside = { parentId: task.id, retry }
    for (const list of mainLists(task)) addList(index, list, { ...inside, list: 'main' })
    addList(index, task['errors'], { ...inside, list: 'errors' })
    addList(index, task['finally'], { ...inside, list: 'finally' })
  }
}

const LEAVES = new Set(['core/sleep', 'core/labels', 'core/set-variables', 'core/exit'])

/** Containers are carried out by the engine, and so are waits. */
export function isContainer(task: Task): boolean {
  return task.type.startsWith('core/') && !LEAVES.has(task.type)
}

/** How many lanes of a container may run at once. */
export function laneLimitOf(task: Task): number {
  if (task.type === 'core/parallel' || task.type === 'core/dag') return unlimitedWhenZero(task['concurrent'])
  return task.type === 'core/for-each' ? unlimitedWhenZero(task['concurrencyLimit']) : 1
}

function unlimitedWhenZero(limit: unknown): number {
  return typeof limit === 'number' && limit > 0 ? limit : Number.POSITIVE_INFINITY
}
