// What the kind of a service level asks for beside its schema.

import { isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import { finding } from './finding.ts'
import { textOf } from '../text-of.ts'

const NEEDS: Readonly<Record<string, string>> = { MAX_DURATION: 'duration', EXECUTION_ASSERTION: 'assert' }

/** Findings on the service levels of a flow. */
export function slaFindings(flow: ParsedFlow): readonly MillraceError[] {
  const levels = flow.document['sla']
  if (!Array.isArray(levels)) return []
  return levels.flatMap((level: Json, index) => {
    const type = isJsonObject(level) ? textOf(level['type']) : ''
    const need = Object.hasOwn(NEEDS, type) ? NEEDS[type] : undefined
    if (need === undefined || !isJsonObject(level) || Object.hasOwn(level, need)) return []
    const message = `\`sla[${index}].${need}\` is missing: a service level of type ${type} needs it.`
    return [finding(flow, 'MR_FLOW_PROPERTY', ['sla', index], message)]
  })
}
