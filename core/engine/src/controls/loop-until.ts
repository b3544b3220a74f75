// LoopUntil: one lane through its tasks, again and again, with a wait between the turns, until the condition holds.

import { isJsonObject, parseDuration, type Json } from '@millrace/model'
import { evaluateCondition, evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function openLoopUntil(): Opening {
  return { kind: 'lanes', lanes: { branch: 'tasks', total: 1, limit: 1, split: false }, outputs: { iterationCount: 0 } }
}

/** What follows a turn that did not fail. */
export type Turn =
  | { readonly kind: 'again'; readonly at: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }

/** Judges a turn; `run` has the turn counted in its outputs. */
export function judgeTurn(draft: Draft, run: TaskRun, plan: PlanTask): Turn {
  const condition = evaluateCondition(draft, run, plan.condition)
  if (condition.kind === 'error') return { kind: 'failed', message: condition.message }
  if (condition.value) return { kind: 'done' }
  const frequency = evaluateJson(draft, run, (plan.task['checkFrequency'] ?? null) as Json)
  if (frequency.kind === 'error') return { kind: 'failed', message: frequency.message }
  const { maxIterations, maxDurationMs, intervalMs } = limitsOf(frequency.value)
  const soFarMs = draft.now - (run.history[0]?.at ?? draft.now)
  const turns = (run.frame?.turn ?? 0) + 1
  if (turns < maxIterations && soFarMs + intervalMs <= maxDurationMs)
    return { kind: 'again', at: draft.now + intervalMs }
  if (plan.task['failOnMaxReached'] !== true) return { kind: 'done' }
  return { kind: 'failed', message: `The condition did not hold after ${turns} turns in ${soFarMs} ms.` }
}

function limitsOf(frequency: Json): { maxIterations: number; maxDurationMs: number; intervalMs: number } {
  const given = isJsonObject(frequency) ? frequency : {}
  const duration = (value: Json | undefined, byDefault: number): number =>
    typeof value === 'string' ? (parseDuration(value) ?? byDefault) : byDefault
  return {
    maxIterations: Number(given['maxIterations'] ?? 100),
    maxDurationMs: duration(given['maxDuration'], 3_600_000),
    intervalMs: duration(given['interval'], 1_000),
  }
}
