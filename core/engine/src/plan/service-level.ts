// A service level of a flow, made ready for decisions.

import { parse, type Parsed } from '@millrace/expression'
import { isJsonObject, parseDuration, type Flow, type Label } from '@millrace/model'

export interface ServiceLevel {
  /** Its place in the flow: ids may be used twice. */
  readonly key: number
  readonly id: string
  readonly behavior: 'FAIL' | 'CANCEL' | 'NONE'
  readonly labels: readonly Label[]
  /** Of MAX_DURATION. */
  readonly maxDurationMs: number | undefined
  /** Of EXECUTION_ASSERTION. */
  readonly assertion: Parsed | undefined
}

export function serviceLevelsOf(flow: Flow): readonly ServiceLevel[] {
  const levels = flow['sla']
  return Array.isArray(levels) ? levels.flatMap((level: unknown, key) => serviceLevelOf(level, key)) : []
}

function serviceLevelOf(level: unknown, key: number): readonly ServiceLevel[] {
  if (!isJsonObject(level)) return []
  const { id, behavior, duration, labels } = level
  const assertion = level['assert']
  return [
    {
      key,
      id: typeof id === 'string' ? id : String(key),
      behavior: behavior === 'CANCEL' || behavior === 'NONE' ? behavior : 'FAIL',
      labels: labelsOf(labels),
      maxDurationMs: typeof duration === 'string' ? parseDuration(duration) : undefined,
      assertion: typeof assertion === 'string' ? parse(assertion) : undefined,
    },
  ]
}

function labelsOf(labels: unknown): readonly Label[] {
  if (Array.isArray(labels)) return labels as readonly Label[]
  return isJsonObject(labels)
    ? Object.entries(labels).map(([key, value]) => ({
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      }))
    : []
}
