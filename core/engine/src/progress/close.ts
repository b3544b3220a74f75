// Ending a container: a flowable task run takes the worst state of its children, the execution too, after its outputs.

import { isTerminal, type JsonObject } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { TaskRun } from '../state.ts'
import { inState } from '../task-run.ts'
import { isStopped } from './stopping.ts'
import { typedOutput } from './typed-output.ts'
import { forgiven, hasFailed, worstOf } from './tally.ts'

export function closeContainer(draft: Draft, container: TaskRun | undefined): void {
  if (container === undefined) {
    closeExecution(draft)
    return
  }
  if (isTerminal(container.state)) return
  const tally = container.frame?.tally ?? {}
  const worst = isStopped(draft, container) ? (draft.header.exitState ?? 'KILLED') : worstOf(tally)
  draft.put(inState(container, forgiven(worst, draft.planOf(container)), draft.now))
}

function closeExecution(draft: Draft): void {
  if (isTerminal(draft.header.state)) return
  const tally = draft.header.frame?.tally ?? {}
  const { kills, exitState } = draft.header
  if (kills > 0 && (exitState === undefined || draft.header.state === 'KILLING')) {
    draft.moveTo('KILLED')
    return
  }
  const outputs = renderOutputs(draft)
  if (outputs.kind === 'error') {
    draft.header = { ...draft.header, error: { code: outputs.code, message: outputs.message } }
    draft.moveTo('FAILED')
    return
  }
  if (draft.plan.outputs.length > 0) draft.header = { ...draft.header, outputs: outputs.value }
  draft.moveTo(exitState ?? worstOf(tally))
}

type Outputs =
  | { readonly kind: 'value'; readonly value: JsonObject }
  | { readonly kind: 'error'; readonly code: 'MR_EXPRESSION' | 'MR_OUTPUT_INVALID'; readonly message: string }

/** The outputs of the flow in their types. After a failure those that cannot be rendered, or do not fit, are left out. */
function renderOutputs(draft: Draft): Outputs {
  const values: Record<string, JsonObject[string]> = {}
  for (const output of draft.plan.outputs) {
    const { id } = output
    const rendered = evaluateJson(draft, undefined, output.value)
    const typed = rendered.kind === 'value' ? typedOutput(output, rendered.value) : undefined
    if (typed?.kind === 'value') values[id] = typed.value
    else if (hasFailed(draft.header.frame?.tally ?? {})) continue
    else if (typed !== undefined) return { kind: 'error', code: 'MR_OUTPUT_INVALID', message: typed.message }
    else if (rendered.kind === 'error') {
      const message = `The output \`${id}\` cannot be rendered: ${rendered.message}`
      return { kind: 'error', code: 'MR_EXPRESSION', message }
    }
  }
  return { kind: 'value', value: values }
}
