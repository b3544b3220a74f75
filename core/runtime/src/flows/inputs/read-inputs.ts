// Reads what a caller gives for the inputs of a flow into their types, with defaults, and names all that is wrong at once.

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
import { readDate, readDateTime, readDuration, readTime } from './moments.ts'
import { shown, type Reader, type Reading } from './reading.ts'
import { readBoolean, readEmail, readFloat, readInteger, readText, readUri } from './scalars.ts'
import { readArray, readChoice, readChoices, readJson, readYamlText } from './structures.ts'

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

const READERS: Readonly<Record<string, Reader>> = {
  STRING: readText,
  SECRET: readText,
  SELECT: readChoice,
  ENUM: readChoice,
  MULTISELECT: readChoices,
  INT: readInteger,
  FLOAT: readFloat,
  BOOLEAN: readBoolean,
  BOOL: readBoolean,
  DATETIME: readDateTime,
  DATE: readDate,
  TIME: readTime,
  DURATION: readDuration,
  FILE: readFile,
  JSON: readJson,
  YAML: readYamlText,
  URI: readUri,
  EMAIL: readEmail,
}

/** A stored file: callers upload first and give its URI. */
function readFile(received: Json): Reading {
  const isUri =
    typeof received === 'string' && /^kestra:\/\/\/\S+$/.test(received) && !received.split('/').includes('..')
  return isUri ? { value: received } : { problem: `Expected \`FILE\` but received \`${shown(received)}\`` }
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
    readings.set(input.id, await readInput(input, options, nested([...readings.values()])))
  }
  return (flow.inputs ?? []).flatMap((input) => readings.get(input.id) ?? [])
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

async function readInput(input: FlowInput, options: ReadInputsOptions, known: JsonObject): Promise<InputReading> {
  try {
    if (!(await isEnabled(input, options, known))) return { input, isEnabled: false, value: null }
    const received = await receivedFor(input, options, known)
    if (received === null && input.required === false) return { input, isEnabled: true, value: null }
    const reading =
      received === null ? { problem: 'missing required input' } : await read(input, received, options, known)
    if ('value' in reading) return { input, isEnabled: true, value: reading.value }
    return { input, isEnabled: true, value: null, error: invalid(input, reading.problem, received) }
  } catch (error) {
    // A default or condition that cannot be rendered is a finding of this input; the others are still read.
    const message = error instanceof Error ? error.message : String(error)
    return { input, isEnabled: true, value: null, error: invalid(input, message, null, error) }
  }
}

async function isEnabled(input: FlowInput, options: ReadInputsOptions, known: JsonObject): Promise<boolean> {
  const dependsOn = input['dependsOn'] as
    | { readonly inputs?: readonly string[]; readonly condition?: string }
    | undefined
  if (dependsOn === undefined) return true
  if (dependsOn.condition === undefined || options.render === undefined) {
    return (dependsOn.inputs ?? []).every((id) => (valueAt(known, id) ?? null) !== null)
  }
  const answer = await options.render(dependsOn.condition, known)
  return answer === true || (typeof answer === 'string' && answer.trim() === 'true')
}

async function receivedFor(input: FlowInput, options: ReadInputsOptions, known: JsonObject): Promise<Json> {
  const given = valueAt(options.given, input.id) ?? null
  if (given !== null || input.defaults === undefined) return given
  return options.render === undefined ? input.defaults : options.render(input.defaults, known)
}

async function read(input: FlowInput, received: Json, options: ReadInputsOptions, known: JsonObject): Promise<Reading> {
  const reader = input.type === 'ARRAY' ? readArray(READERS[String(input['itemType'])]) : READERS[input.type]
  if (reader === undefined) return { problem: `the type \`${input.type}\` is not known` }
  const reading = reader(received, await withChoices(input, options, known))
  if (input.type !== 'SECRET' || !('value' in reading)) return reading
  if (options.cipher === undefined) throw noKey()
  return { value: encryptedValue(options.cipher, String(reading.value)) }
}

/** A choice may take its values from an expression. */
async function withChoices(input: FlowInput, options: ReadInputsOptions, known: JsonObject): Promise<FlowInput> {
  const expression = input['expression']
  if (typeof expression !== 'string' || options.render === undefined) return input
  const values = await options.render(expression, known)
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
