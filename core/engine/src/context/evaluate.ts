// Evaluating an expression for a decision: a value or an error message; what is missing stops the decision with needs.

import {
  renderDeep,
  renderText,
  type Context,
  type Evaluation,
  type Need,
  type Parsed,
  type Source,
  type Value,
} from '@millrace/expression'
import type { Json, TaskRunId } from '@millrace/model'
import type { EngineFacts, EngineNeed } from '../command.ts'
import { Wanting } from '../signal.ts'
import type { TaskRun } from '../state.ts'
import { isTruthy } from './truth.ts'
import { variablesOf, type Scope } from './variables.ts'

type Outcome<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly message: string }

/** A condition; absent means true. */
export function evaluateCondition(
  scope: Scope,
  run: TaskRun | undefined,
  condition: Parsed | undefined,
): Outcome<boolean> {
  if (condition === undefined) return { kind: 'value', value: true }
  if (!condition.ok) return { kind: 'error', message: condition.error.message }
  const rendered = settled(renderText(condition.template, contextOf(scope, run)))
  return rendered.kind === 'error' ? rendered : { kind: 'value', value: isTruthy(rendered.value) }
}

/** Every text in a JSON value rendered; a text that is one expression gives the value itself. */
export function evaluateJson(scope: Scope, run: TaskRun | undefined, value: Json): Outcome<Json> {
  if (isConstant(value)) return { kind: 'value', value }
  const rendered = settled(renderDeep(value as Value, contextOf(scope, run)))
  return rendered.kind === 'error' ? rendered : { kind: 'value', value: toJson(rendered.value) }
}

function isConstant(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('{')
  return value === null || typeof value !== 'object'
}

function contextOf(scope: Scope, run: TaskRun | undefined): Context {
  return expressionContext(variablesOf(scope, run), scope.facts)
}

/** The context of the expression language over the facts of the engine. */
export function expressionContext(variables: Readonly<Record<string, Source>>, facts: EngineFacts): Context {
  return {
    variables,
    facts: { now: facts.now, zone: facts.zone, random: seeded(facts.seed), lookup: (need) => facts.lookup(need) },
  }
}

function settled<T>(evaluation: Evaluation<T>): Outcome<T> {
  switch (evaluation.kind) {
    case 'value':
      return evaluation
    case 'error':
      return { kind: 'error', message: evaluation.error.message }
    case 'needs':
      throw new Wanting(engineNeeds(evaluation.needs))
  }
}

/** Parts that are not loaded are task runs by id; the rest is fetched from outside. */
export function engineNeeds(needs: readonly Need[]): EngineNeed[] {
  const ids = needs.flatMap((need) => (need.kind === 'part' ? [need.ref as TaskRunId] : []))
  const facts = needs.flatMap((need): EngineNeed[] => (need.kind === 'part' ? [] : [{ kind: 'fact', need }]))
  return ids.length === 0 ? facts : [{ kind: 'runs', ids }, ...facts]
}

/** Values of the language as JSON: wide integers become numbers, as JSON readers take them anyway. */
export function toJson(value: Value): Json {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item: Value) => toJson(item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
  return value
}

// mulberry32 (public domain): enough for jitter and the random functions of expressions.
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
