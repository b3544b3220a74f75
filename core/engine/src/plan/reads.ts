// Which names the expressions of a task read, over all of its properties; what an attempt message must carry.

import { analyse, parse, type Read } from '@millrace/expression'
import type { Task } from '@millrace/model'

export interface TaskReads {
  readonly reads: readonly Read[]
  /** What a function reads cannot be known before (`render(vars.x)`, `printContext()`). */
  readonly isOpen: boolean
}

const NONE: TaskReads = { reads: [], isOpen: false }

/** Functions whose argument may name anything. */
const OPEN_FUNCTIONS: ReadonlySet<string> = new Set([
  'render',
  'renderOnce',
  'printContext',
  'fetchContext',
  'currentEachOutput',
])

/** Reads of every text in the task but those in `except` (its child tasks). */
export function readsOf(task: Task, except: ReadonlySet<string>): TaskReads {
  const reads: Read[] = []
  let isOpen = false
  const visit = (value: unknown): void => {
    if (typeof value === 'string') isOpen = collect(value, reads) || isOpen
    else if (Array.isArray(value)) for (const item of value) visit(item)
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) {
        visit(key)
        visit(item)
      }
  }
  for (const [property, value] of Object.entries(task)) if (!except.has(property)) visit(value)
  return reads.length === 0 && !isOpen ? NONE : { reads, isOpen }
}

/** Adds the reads of one text; true when it may read anything. */
function collect(text: string, reads: Read[]): boolean {
  if (!text.includes('{')) return false
  const parsed = parse(text)
  if (!parsed.ok) return false
  const analysis = analyse(parsed.template)
  reads.push(...analysis.reads)
  return analysis.functions.some((call) => OPEN_FUNCTIONS.has(call.name))
}
