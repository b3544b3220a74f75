// Subflow: another execution runs, and the task run waits for its end. What is called is decided here, its id too.

import {
  isJsonObject,
  sortableId,
  taskRunIdOf,
  type ExecutionId,
  type Instant,
  type Json,
  type JsonObject,
  type Label,
} from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import { instantOf } from '../instant.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { Call, TaskRun } from '../state.ts'
import { labelsOf, withLabels } from './labels.ts'
import type { Opening } from './rules.ts'

const RENDERED = ['namespace', 'flowId', 'revision', 'inputs', 'labels', 'inheritLabels', 'scheduleDate'] as const
const CORRELATION = 'system.correlationId'

export function openSubflow(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  // A restart asks the same execution to run again what failed.
  if (run.call !== undefined) return opened(run.call)
  const written = RENDERED.flatMap((name) => (plan.task[name] === undefined ? [] : [[name, plan.task[name] as Json]]))
  const rendered = evaluateJson(draft, run, Object.fromEntries(written) as JsonObject)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const call = callOf(draft, run, { plan, given: rendered.value as JsonObject })
  return typeof call === 'string' ? { kind: 'failed', code: 'MR_TASK_PROPERTY', message: call } : opened(call)
}

function opened(call: Call): Opening {
  return { kind: 'call', call, outputs: { executionId: call.executionId } }
}

interface Given {
  readonly plan: PlanTask
  /** The rendered properties. */
  readonly given: JsonObject
}

/** The call, or what is wrong with it. */
function callOf(draft: Draft, run: TaskRun, { plan, given }: Given): Call | string {
  const { namespace, flowId, inputs } = given
  if (!isName(namespace)) return `\`namespace\` must be a text, but is: ${text(namespace)}`
  if (!isName(flowId)) return `\`flowId\` must be a text, but is: ${text(flowId)}`
  const handed = inputs ?? {}
  if (!isJsonObject(handed)) return `\`inputs\` must be a map, but is: ${text(inputs)}`
  const labels = labelsFor(draft, given)
  if (typeof labels === 'string') return labels
  const when = termsOf(given)
  if (typeof when === 'string') return when
  const { outputs, wait, transmitFailed } = plan.task
  return {
    executionId: childId(draft, run),
    namespace,
    flowId,
    inputs: handed,
    labels,
    ...when,
    waits: isOn(wait, true),
    transmits: isOn(transmitFailed, true),
    ...(isJsonObject(outputs) ? { outputs } : {}),
  }
}

/** Which revision, and when. */
function termsOf({ revision, scheduleDate }: JsonObject): Pick<Call, 'revision' | 'scheduledAt'> | string {
  const number = optional(revision, wholeNumber)
  if (number === null) return `\`revision\` must be a whole number, but is: ${text(revision)}`
  const scheduledAt = optional(scheduleDate, instant)
  if (scheduledAt === null) return `\`scheduleDate\` must be a date, but is: ${text(scheduleDate)}`
  return {
    ...(number === undefined ? {} : { revision: number }),
    ...(scheduledAt === undefined ? {} : { scheduledAt }),
  }
}

function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

/** Sorts by time; siblings, attempts and executions have different ones. */
function childId(draft: Draft, run: TaskRun): ExecutionId {
  const mixed = taskRunIdOf(draft.header.id, `${run.id}/${run.attempts.length}/${draft.facts.seed}`)
  const numbers = [mixed.slice(0, 9), mixed.slice(9)].map(bitsOf)
  return sortableId(draft.now, () => numbers.pop() ?? 0) as ExecutionId
}

/** 41 bits of nine digits. */
function bitsOf(digits: string): number {
  let value = 0
  for (const digit of digits) value = (value * 62 + digit.charCodeAt(0)) % 2 ** 41
  return value
}

/** Inherited ones first, those of the task over them; the correlation id is always handed down. */
function labelsFor(draft: Draft, given: JsonObject): readonly Label[] | string {
  const { labels } = draft.header
  const own = given['labels'] === undefined || given['labels'] === null ? [] : labelsOf(given['labels'])
  if (own === undefined) return `\`labels\` must be a map or a list of key and value, but is: ${text(given['labels'])}`
  const inherited = isOn(given['inheritLabels'], false) ? labels.filter(({ key }) => !key.startsWith('system.')) : []
  return withLabels([...inherited, ...labels.filter(({ key }) => key === CORRELATION)], own)
}

/** Undefined where nothing is written, null where it is none. */
function optional<T>(value: Json | undefined, read: (value: Json) => T | undefined): T | undefined | null {
  return value === undefined || value === null || value === '' ? undefined : (read(value) ?? null)
}

function wholeNumber(value: Json): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isInteger(number) && number > 0 ? number : undefined
}

function instant(value: Json): Instant | undefined {
  return typeof value === 'string' ? instantOf(value) : undefined
}

function isOn(value: unknown, byDefault: boolean): boolean {
  return value === undefined || value === null || value === '' ? byDefault : value === true || value === 'true'
}

function text(value: Json | undefined): string {
  return JSON.stringify(value ?? null).slice(0, 200)
}
