// All that is wrong with a flow, found without running it: structure, types, ids, expressions.

import type { Flow, MillraceError } from '@millrace/model'
import type { Catalogue } from './catalogue.ts'
import { duplicateFindings } from './checks/duplicates.ts'
import { expressionFindings } from './checks/expressions.ts'
import { inputFindings } from './checks/inputs.ts'
import { flowFindings, retryFindings, taskFindings } from './checks/structure.ts'
import type { ParsedFlow } from './parse-flow.ts'
import { tasksOf } from './task-tree.ts'

/** Every finding, in the order of the text; none when the flow may be deployed. */
export function validateFlow(flow: ParsedFlow, catalogue: Catalogue): readonly MillraceError[] {
  const places = tasksOf(flow.document)
  const findings = [
    ...flowFindings(flow),
    ...retryFindings(flow, flow.document['retry'], ['retry']),
    ...places.flatMap((place) => taskFindings(flow, place, catalogue)),
    ...duplicateFindings(flow, places),
    ...inputFindings(flow),
    ...expressionFindings(flow, places, catalogue),
  ]
  return findings.toSorted((left, right) => lineOf(left) - lineOf(right) || columnOf(left) - columnOf(right))
}

const lineOf = (finding: MillraceError): number => finding.position?.line ?? 0
const columnOf = (finding: MillraceError): number => finding.position?.column ?? 0

/** The flow of a document without findings. */
export function flowOf(parsed: ParsedFlow, revision: number): Flow {
  const { tenantId: _tenant, deleted: _deleted, ...document } = parsed.document
  return { ...(document as unknown as Flow), revision }
}
