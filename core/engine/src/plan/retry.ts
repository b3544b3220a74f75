// Retry policies: when the next attempt is due, or that there is none.

import { parseDuration, type Retry } from '@millrace/model'

export interface RetryPolicy {
  readonly kind: Retry['type']
  readonly intervalMs: number
  readonly maxIntervalMs: number
  readonly factor: number
  /** In total, the first attempt counted. */
  readonly maxAttempts: number
  readonly maxDurationMs: number
  readonly warnsOnRetry: boolean
  readonly createsExecution: boolean
}

/** A policy of a retry as written. Durations were validated with the flow; one that is none counts as 0. */
export function retryPolicyOf(retry: Retry): RetryPolicy {
  const duration = (text: string | undefined, absent: number): number =>
    text === undefined ? absent : (parseDuration(text) ?? 0)
  const intervalMs = duration(retry.type === 'random' ? retry.minInterval : retry.interval, 0)
  return {
    kind: retry.type,
    intervalMs,
    maxIntervalMs: duration(retry.maxInterval, Number.POSITIVE_INFINITY),
    factor: retry.delayFactor ?? 2,
    maxAttempts: retry.maxAttempts ?? retry.maxAttempt ?? Number.POSITIVE_INFINITY,
    maxDurationMs: duration(retry.maxDuration, Number.POSITIVE_INFINITY),
    warnsOnRetry: retry.warningOnRetry ?? false,
    createsExecution: retry.behavior === 'CREATE_NEW_EXECUTION',
  }
}

/** When the next attempt is due; undefined when the policy is used up. `random` gives a number in [0, 1). */
export function nextAttemptAt(
  policy: RetryPolicy,
  facts: {
    readonly attempts: number
    readonly firstStartedAt: number
    readonly now: number
    readonly random: () => number
  },
): number | undefined {
  if (facts.attempts >= policy.maxAttempts) return undefined
  const dueAt = facts.now + delayOf(policy, facts.attempts, facts.random)
  return dueAt - facts.firstStartedAt > policy.maxDurationMs ? undefined : dueAt
}

function delayOf(policy: RetryPolicy, attempts: number, random: () => number): number {
  switch (policy.kind) {
    case 'constant':
      return policy.intervalMs
    case 'exponential':
      return Math.min(policy.intervalMs * policy.factor ** (attempts - 1), policy.maxIntervalMs)
    case 'random':
      return Math.round(policy.intervalMs + random() * Math.max(0, policy.maxIntervalMs - policy.intervalMs))
  }
}
