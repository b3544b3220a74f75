// Sequential: one lane through all tasks.

import type { Opening } from './rules.ts'

export function openSequential(): Opening {
  return { kind: 'lanes', lanes: { branch: 'tasks', total: 1, limit: 1, split: false } }
}
