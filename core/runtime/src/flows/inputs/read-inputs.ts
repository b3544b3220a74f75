// Reads what a caller gives for the inputs of a flow into their types, with defaults, and names all that is wrong at once.

import { isTruthy } from '@millrace/engine'
import {
  isJsonObject,
  MillraceError,
  nearestWords,
  type Flow,
  type FlowInput,
  type Json,
  type JsonObject,
} from '@millrace/model'
import { encryptedValue, noKey, type Cipher } from './cipher.ts'
import { readerOf } from './readers.ts'
import { shown, textOrJson, type Reading } from './reading.ts'
import { firstChoice, readJson } from './structures.ts'
import { textOf } from '../text-of.ts'

export interface ReadInputsOptions {
  /** By input id; nested objects stand for ids with dots. Uploaded files are the URIs under which they were stored. */
  readonly given: JsonObject
  /** Needed for inputs of type SECRET. */
  readonly cipher?: Cipher
  /** Renders a default or a condition; `inputs` are those read so far. Without it they are taken as written. */
  readonly render?: (value: Json, inputs: JsonObject) => Promise<Json>
  /** Refuse names that the flow has no input for. Default false: they are left out, as Kestra does. */
  readonly isClosed?: boolean
}

/** One input as it was read: what the dry run of a form shows. */
export interface InputReading {
  readonly input: FlowInput
  /** False: its `dependsOn` hides it. */
  readonly isEnabled: boolean
  readonly value: Json
  readonly error?: MillraceError
}

/**
 * The inputs of a new execution, nested where ids have dots; an optional one that nobody gave is null.
 * Rejects with MR_INPUT_INVALID, whose issues name every input that is wrong.
 */
export async function readInputs(flow: Flow, options: ReadInputsOptions): Promise<JsonObject> {
  const readings = await tryInputs(flow, options)
  const issues = [
    ...readings.flatMap(({ error }) => error ?? []),
    ...(options.isClosed === true ? unknownNames(flow, options.given) : []),
  ]
  if (issues.length > 0) {
    throw new MillraceError('MR_INPUT_INVALID', `Invalid entity: ${issues.map((issue) => issue.message).join('; ')}`, {
      issues,
    })
  }
  return nested(readings)
}

/** Reads every input and reports on each. */
export async function tryInputs(flow: Flow, options: ReadInputsOptions): Promise<readonly InputReading[]> {
  const readings = new Map<string, InputReading>()
  // Defaults and conditions may name inputs further down: those come first.
  for (const input of inOrder(flow.inputs ?? [])) {
    const before = [...readings.values()]
    const hidden = new Set(before.flatMap((reading) => (reading.isEnabled ? [] : [reading.input.id])))
    readings.set(input.id, await readInput(input, options, { values: nested(before), hidden }))
  }
  return (flow.inputs ?? []).flatMap((input) => readings.get(input.id) ?? [])
}

/** What was read so far. */
interface Known {
  readonly values: JsonObject
  /** Ids of inputs that do not apply. */
  readonly hidden: ReadonlySet<string>
}

function inOrder(inputs: readonly FlowInput[]): readonly FlowInput[] {
  const ordered = new Set<FlowInput>()
  const visiting = new Set<FlowInput>()
  const add = (input: FlowInput): void => {
    if (ordered.has(input) || visiting.has(input)) return
    visiting.add(input)
    for (const id of dependenciesOf(input)) for (const other of inputs) if (other.id === id) add(other)
    ordered.add(input)
  }
  for (const input of inputs) add(input)
  return [...ordered]
}

function dependenciesOf(input: FlowInput): readonly unknown[] {
  const dependsOn = input['dependsOn'] as { readonly inputs?: readonly unknown[] } | undefined
  return dependsOn?.inputs ?? []
}

async function readInput(declared: FlowInput, options: ReadInputsOptions, known: Known): Promise<InputReading> {
  let input = declared
  try {
    if (!(await isEnabled(input, options, known))) return { input, isEnabled: false, value: null }
    input = await withChoices(declared, options, known)
    const received = await receivedFor(input, options, known)
    if (received === null && input.required === false) return { input, isEnabled: true, value: null }
    const reading = received === null ? { problem: 'missing required input' } : read(input, received, options)
    if ('value' in reading) return { input, isEnabled: true, value: reading.value }
    return { input, isEnabled: true, value: null, error: invalid(input, reading.problem, received) }
  } catch (error) {
    // A default or condition that cannot be rendered is a finding of this input; the others are still read.
    const message = error instanceof Error ? error.message : String(error)
    return { input, isEnabled: true, value: null, error: invalid(input, message, null, error) }
  }
}

/** As Kestra has it: hidden with any input that it depends on, and by its condition. */
async function isEnabled(input: FlowInput, options: ReadInputsOptions, known: Known): Promise<boolean> {
  const { inputs = [], condition } = (input['dependsOn'] ?? {}) as {
    readonly inputs?: readonly string[]
    readonly condition?: string
  }
  if (inputs.some((id) => known.hidden.has(id))) return false
  if (condition === undefined) return true
  const answer = options.render === undefined ? condition : await options.render(condition, known.values)
  return isTruthy(textOrJson(answer))
}

async function receivedFor(input: FlowInput, options: ReadInputsOptions, known: Known): Promise<Json> {
  const given = valueAt(options.given, input.id) ?? null
  if (given !== null) return given
  if (input.defaults === undefined) return input['autoSelectFirst'] === true ? firstChoice(input) : null
  return options.render === undefined ? input.defaults : options.render(input.defaults, known.values)
}

function read(input: FlowInput, received: Json, options: ReadInputsOptions): Reading {
  const reader = readerOf(input)
  if (reader === undefined) return { problem: `the type \`${input.type}\` is not known` }
  const reading = reader(received, input)
  if (input.type !== 'SECRET' || !('value' in reading)) return reading
  if (options.cipher === undefined) throw noKey()
  return { value: encryptedValue(options.cipher, textOf(reading.value)) }
}

/** A choice may take its values from an expression. */
async function withChoices(input: FlowInput, options: ReadInputsOptions, known: Known): Promise<FlowInput> {
  const expression = input['expression']
  if (typeof expression !== 'string' || options.render === undefined) return input
  const values = await options.render(expression, known.values)
  const parsed = typeof values === 'string' ? readJson(values, input) : { value: values }
  return 'value' in parsed ? { ...input, values: parsed.value } : input
}

function invalid(input: FlowInput, problem: string, received: Json, cause?: unknown): MillraceError {
  const value = input.type === 'SECRET' && received !== null ? '******' : shown(received)
  return new MillraceError(
    'MR_INPUT_INVALID',
    `Invalid input for \`${input.id}\`, ${problem}, but received \`${value}\``,
    { cause },
  )
}

/** The value of an id, written flat (`a.b`) or nested. */
function valueAt(given: JsonObject, id: string): Json | undefined {
  if (Object.hasOwn(given, id)) return given[id]
  let value: Json | undefined = given
  for (const part of id.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, part)) return undefined
    value = value[part]
  }
  return value
}

function nested(readings: readonly InputReading[]): JsonObject {
  const root: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const { input, isEnabled: isThere, value } of readings) {
    if (!isThere) continue
    const parts = input.id.split('.')
    const last = parts.pop() ?? input.id
    let place = root
    for (const part of parts) {
      const below = place[part]
      const next = isJsonObject(below) ? (below as Record<string, Json>) : (Object.create(null) as Record<string, Json>)
      place[part] = next
      place = next
    }
    place[last] = value
  }
  return structuredClone(root)
}

function unknownNames(flow: Flow, given: JsonObject): readonly MillraceError[] {
  const ids = (flow.inputs ?? []).map((input) => input.id)
  const names = Object.keys(given).filter((name) => !ids.some((id) => id === name || id.startsWith(`${name}.`)))
  return names.map((name) => {
    const near = nearestWords(name, ids)
    const hint =
      near.length === 0
        ? `The flow has these inputs: ${ids.join(', ') || 'none'}.`
        : `Did you mean ${near.join(' or ')}?`
    return new MillraceError('MR_INPUT_INVALID', `The flow has no input \`${name}\`.`, { hint })
  })
}
