// What is wrong with the expressions in one text.

import { analyse, filterNames, functionNames, parse, testNames } from '@millrace/expression'
import type { MillraceError, Severity } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { didYouMean, finding } from './finding.ts'
import { nameProblem, type FlowNames } from './names.ts'

export interface TextCheck {
  readonly flow: ParsedFlow
  readonly names: FlowNames
  /** Of a name that the flow does not have. What cannot be read, and calls of what does not exist, are always errors. */
  readonly severity: Severity
}

const WORDS = { function: functionNames, filter: filterNames, test: testNames } as const

/** One finding for each wrong name, at its first place. */
export function textFindings({ flow, names, severity }: TextCheck, text: string, path: Path): readonly MillraceError[] {
  const parsed = parse(text)
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.error
    return [finding(flow, code, { path, within: { text, line, column } }, `The expression cannot be read: ${message}`)]
  }
  const { reads, unknown } = analyse(parsed.template)
  const wrong = reads.flatMap(({ guarded, path: name, line, column }) => {
    const problem = guarded ? undefined : nameProblem(name, names)
    if (problem === undefined) return []
    const { message, hint, isDoubtful } = problem
    return [{ message, hint, line, column, severity: isDoubtful === true ? ('warning' as const) : severity }]
  })
  const words = unknown.map(({ kind, name, line, column }) => {
    return { message: `There is no ${kind} \`${name}\`.`, hint: didYouMean(name, WORDS[kind]()), line, column }
  })
  return [
    ...firstOfEach(wrong).map(({ line, column, ...sentence }) =>
      finding(flow, 'MR_FLOW_UNKNOWN_NAME', { path, within: { text, line, column } }, sentence),
    ),
    ...firstOfEach(words).map(({ line, column, ...sentence }) =>
      finding(flow, 'MR_EXPRESSION_UNKNOWN', { path, within: { text, line, column } }, sentence),
    ),
  ]
}

/** A name that is used twice in one text is one finding. */
function firstOfEach<Problem extends { readonly message: string }>(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem, index) => problems.findIndex(({ message }) => message === problem.message) === index)
}
