// All that is wrong with a flow, found without running it: structure, types, ids, dependencies, expressions.

import type { Flow, MillraceError } from '@millrace/model'
import type { Catalogue } from './catalogue.ts'
import { recursionFindings } from './checks/calls.ts'
import { dagFindings } from './checks/dag.ts'
import { duplicateFindings } from './checks/duplicates.ts'
import { expressionFindings } from './checks/expressions.ts'
import { inputFindings } from './checks/inputs.ts'
import { reachFindings } from './checks/reach.ts'
import { slaFindings } from './checks/sla.ts'
import { flowFindings, retryFindings, taskFindings } from './checks/structure.ts'
import type { ParsedFlow } from './parse-flow.ts'
import { tasksOf } from './task-tree.ts'

/** Every finding, in the order of the text. Those of severity `warning` are no reason to refuse the flow. */
export function validateFlow(flow: ParsedFlow, catalogue: Catalogue): readonly MillraceError[] {
  const places = tasksOf(flow.document)
  const findings = [
    ...flowFindings(flow),
    ...retryFindings(flow, flow.document['retry'], ['retry']),
    ...places.flatMap((place) => taskFindings(flow, place, catalogue)),
    ...duplicateFindings(flow, places),
    ...inputFindings(flow),
    ...dagFindings(flow, places),
    ...recursionFindings(flow, places),
    ...reachFindings(flow, places, catalogue),
    ...slaFindings(flow),
    ...expressionFindings(flow, places, catalogue),
  ]
  return findings.toSorted((left, right) => lineOf(left) - lineOf(right) || columnOf(left) - columnOf(right))
}

const lineOf = (finding: MillraceError): number => finding.position?.line ?? 0
const columnOf = (finding: MillraceError): number => finding.position?.column ?? 0

/** Whether a finding is a reason to refuse the flow. */
export function isRefusal(finding: MillraceError): boolean {
  return finding.severity === 'error'
}

/** The flow of a document that is not refused. */
export function flowOf(parsed: ParsedFlow, revision: number): Flow {
  const { tenantId: _tenant, deleted: _deleted, ...document } = parsed.document
  return { ...(document as unknown as Flow), revision }
}
