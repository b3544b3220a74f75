// How long random pauses last, and how they end when nobody resumes them.

import type { Task } from '@millrace/model'
import type { Random } from '../world/random.ts'

/** A cancelled task side by side with a failed one would make the end depend on time. */
export function pauseOf(random: Random, { mayCancel }: { readonly mayCancel: boolean }): Partial<Task> {
  const delay = `PT${random.between(1, 80) / 10}S`
  switch (random.pick(['waits', 'resumes', 'ends', 'times out'])) {
    case 'waits':
      return {}
    case 'resumes':
      return random.chance(0.5) ? { delay } : { pauseDuration: delay, behavior: 'RESUME' }
    case 'ends':
      return { pauseDuration: delay, behavior: random.pick(mayCancel ? ['WARN', 'FAIL', 'CANCEL'] : ['WARN', 'FAIL']) }
    case 'times out':
      return { timeout: delay }
  }
}

/** Nobody may resume it: it would end otherwise than when its time is over. */
export function endsByTime(task: Task): boolean {
  return task.type === 'core/pause' && (task.timeout !== undefined || !['RESUME', undefined].includes(behaviorOf(task)))
}

export function behaviorOf(task: Task): string | undefined {
  return typeof task['behavior'] === 'string' ? task['behavior'] : undefined
}
