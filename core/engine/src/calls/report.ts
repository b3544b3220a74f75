// What an execution tells the task run that called it: that it exists, or how it ended. Told with the commit that ends it,
// and again whenever the caller asks.

import { isTerminal, type Json } from '@millrace/model'
import type { ChildEnded, ChildMade, Effect } from '../command.ts'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { ExecutionHeader } from '../state.ts'

/** Renders what the caller wants of the outputs, once, when the execution ends. */
export function renderReturned(draft: Draft): void {
  const { header } = draft
  const wanted = header.caller?.outputs
  if (wanted === undefined || draft.plan.outputs.length > 0 || !hasJustEnded(draft)) return
  const rendered = evaluateJson(draft, undefined, wanted)
  const returned = rendered.kind === 'value' ? (rendered.value as typeof wanted) : rendered.message
  draft.header = { ...header, returned }
}

/** The report that a decision owes the caller. */
export function reportOf(draft: Draft): Effect | undefined {
  return draft.mustReport || hasJustEnded(draft) ? reported(draft.header) : undefined
}

function hasJustEnded({ header, state }: Draft): boolean {
  return isTerminal(header.state) && !isTerminal(state.header.state)
}

/** What there is to tell the caller; undefined while it must wait. */
export function reported(header: ExecutionHeader): Effect | undefined {
  const { caller } = header
  if (caller === undefined || (!isTerminal(header.state) && caller.waits)) return undefined
  const command = isTerminal(header.state) ? endOf(header) : madeOf(header)
  return { kind: 'command', entity: { kind: 'execution', key: caller.executionId }, command: command as object as Json }
}

function madeOf({ id, caller }: ExecutionHeader): Partial<ChildMade> {
  return { kind: 'child-made', ...named(caller), childId: id }
}

function endOf({ id, caller, state, outputs, returned }: ExecutionHeader): Partial<ChildEnded> {
  const given = typeof returned === 'object' ? returned : outputs
  return {
    kind: 'child-ended',
    ...named(caller),
    childId: id,
    state,
    ...(given === undefined ? {} : { outputs: given }),
    ...(typeof returned === 'string' ? { problem: returned } : {}),
  }
}

function named(caller: ExecutionHeader['caller']): Partial<Pick<ChildMade, 'taskRunId' | 'attempt'>> {
  return caller === undefined ? {} : { taskRunId: caller.taskRunId, attempt: caller.attempt }
}
