// Service levels of a flow (`sla`): each is violated at most once in an execution, and then labels it, fails it or
// cancels it. What runs is stopped as by a kill.

import type { State } from '@millrace/model'
import { evaluateCondition } from '../context/evaluate.ts'
import { withLabels } from '../controls/labels.ts'
import type { Draft } from '../draft.ts'
import type { ServiceLevel } from '../plan/service-level.ts'
import { advance } from './frames.ts'
import { stopLiveRuns } from './stop.ts'

/** The states that a service level watches. */
const WATCHED: ReadonlySet<State> = new Set(['RUNNING', 'PAUSED', 'RETRYING'])

/** Looks at the service levels; what they ask for is in the draft. */
export function checkServiceLevels(draft: Draft): void {
  const { serviceLevels } = draft.plan
  if (serviceLevels.length === 0 || !WATCHED.has(draft.header.state)) return
  const violated = serviceLevels.filter((level) => !isKnown(draft, level) && isViolated(draft, level))
  for (const level of violated) violate(draft, level)
  const dueAt = nextDueAt(draft)
  if (dueAt === draft.header.dueAt) return
  const { dueAt: _dueAt, ...header } = draft.header
  draft.header = dueAt === undefined ? header : { ...header, dueAt }
}

function isKnown(draft: Draft, level: ServiceLevel): boolean {
  return draft.header.violated?.includes(level.key) === true
}

function isViolated(draft: Draft, level: ServiceLevel): boolean {
  if (level.maxDurationMs !== undefined) return draft.now >= draft.header.createdAt + level.maxDurationMs
  const condition = evaluateCondition(draft, undefined, level.assertion)
  // An assertion that cannot be evaluated (yet) asserts nothing.
  return condition.kind === 'value' && !condition.value
}

function violate(draft: Draft, { key, id, behavior, labels }: ServiceLevel): void {
  const { header } = draft
  draft.header = {
    ...header,
    violated: [...(header.violated ?? []), key],
    labels: withLabels(header.labels, labels),
  }
  if (behavior === 'NONE' || draft.header.kills > 0) return
  const error = { code: 'MR_SLA_VIOLATED', message: `The service level \`${id}\` is violated.` }
  draft.header = { ...draft.header, error, exitState: behavior === 'CANCEL' ? 'CANCELLED' : 'FAILED', kills: 1 }
  if (stopLiveRuns(draft) === 0) advance(draft, undefined)
}

function nextDueAt(draft: Draft): number | undefined {
  const dates = draft.plan.serviceLevels.flatMap((level) =>
    level.maxDurationMs === undefined || isKnown(draft, level) ? [] : [draft.header.createdAt + level.maxDurationMs],
  )
  return dates.length === 0 ? undefined : Math.min(...dates)
}
