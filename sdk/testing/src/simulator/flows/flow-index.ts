// Where each enabled task of a flow stands, read off the flow as written.

import type { Flow, Retry, Task } from '@millrace/model'

type ListName = 'main' | 'errors' | 'finally'

interface Standing {
  readonly task: Task
  readonly parentId: string | undefined
  readonly list: ListName
  readonly position: number
  /** The enabled tasks of its list. */
  readonly siblings: readonly Task[]
  /** The nearest retry policy: its own, or that of a container, or of the flow. */
  readonly retry: Retry | undefined
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
  return Array.isArray(tasks) ? (tasks as readonly Task[]).filter((task) => task.disabled !== true) : []
}

function addList(index: Map<string, Standing>, tasks: unknown, around: Around): void {
  const siblings = enabledTasks(tasks)
  for (const [position, task] of siblings.entries()) {
    const retry = task.retry ?? around.retry
    index.set(task.id, { ...around, task, position, siblings, retry })
    const inside = { parentId: task.id, retry }
    for (const branch of ['tasks', 'then', 'else']) addList(index, task[branch], { ...inside, list: 'main' })
    addList(index, task['errors'], { ...inside, list: 'errors' })
    addList(index, task['finally'], { ...inside, list: 'finally' })
  }
}

/** Containers are carried out by the engine, and so are waits. */
export function isContainer(task: Task): boolean {
  return task.type.startsWith('core/') && task.type !== 'core/sleep'
}

/** How many lanes of a container may run at once. */
export function laneLimitOf(task: Task): number {
  if (task.type === 'core/parallel') return unlimitedWhenZero(task['concurrent'])
  return task.type === 'core/for-each' ? unlimitedWhenZero(task['concurrencyLimit']) : 1
}

function unlimitedWhenZero(limit: unknown): number {
  return typeof limit === 'number' && limit > 0 ? limit : Number.POSITIVE_INFINITY
}
