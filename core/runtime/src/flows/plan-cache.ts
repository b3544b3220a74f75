// Compiled flows by namespace, id and revision. A revision never changes, so an entry is never stale; the least
// recently used go first.

import type { Plan } from '@millrace/engine'

export interface PlanCache {
  /** The plan of a revision, made by `compile` when it is not here; what it does not find is not kept. Callers that ask at once share one making. */
  get(key: string, compile: () => Promise<Plan | undefined>): Promise<Plan | undefined>
}

/** A cache of at most `size` plans. */
export function createPlanCache(size: number): PlanCache {
  const made = new Map<string, Plan>()
  const making = new Map<string, Promise<Plan | undefined>>()
  const keep = (key: string, plan: Plan): void => {
    made.delete(key)
    made.set(key, plan)
    const oldest = made.size > size ? made.keys().next().value : undefined
    if (oldest !== undefined) made.delete(oldest)
  }
  return {
    async get(key, compile) {
      const known = made.get(key)
      if (known !== undefined) {
        keep(key, known)
        return known
      }
      const begun = making.get(key) ?? compile()
      making.set(key, begun)
      try {
        const plan = await begun
        if (plan !== undefined) keep(key, plan)
        return plan
      } finally {
        making.delete(key)
      }
    },
  }
}
