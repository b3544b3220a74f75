// Reads a stored execution. Whatever is not one is MR_EXECUTION_CORRUPT, and concerns that execution alone.

import { isJsonObject, MillraceError, type TaskRunId } from '@millrace/model'
import {
  newTable,
  type ExecutionHeader,
  type ExecutionState,
  type LoopValues,
  type RunTable,
  type TaskRun,
} from '@millrace/engine'
import type { Part, PartSelection, StoredEntity } from '@millrace/ports'
import { EMPTY, FORMAT, VALUES_PREFIX } from './execution-codec.ts'

export interface DecodedExecution {
  readonly state: ExecutionState
  readonly isSplit: boolean
}

/** Throws MR_EXECUTION_CORRUPT. `parts` is the selection that was asked for. */
export function decodeExecution(stored: StoredEntity, parts: PartSelection): DecodedExecution {
  const body = parse(stored.body, stored)
  if (!isJsonObject(body) || body['format'] !== FORMAT) throw corrupt(stored, 'its format is unknown')
  const header = body['header']
  if (!isHeader(header, stored.ref.key)) throw corrupt(stored, 'its header is not one')
  const table = newTable(false)
  const isSplit = body['split'] === true
  if (isSplit) addParts(table, stored, parts)
  else addInline(table, body, stored)
  return { state: { header, table }, isSplit }
}

/** Adds parts loaded later; those that are there already stay. Throws MR_EXECUTION_CORRUPT. */
export function addParts(table: RunTable, stored: StoredEntity, parts: PartSelection): void {
  for (const part of stored.parts) addPart(table, part, stored)
  if (parts === 'all') table.isComplete = true
  if (parts === 'all' || parts === 'live') table.isLiveComplete = true
  if (typeof parts !== 'string') for (const key of parts) noteAbsence(table, key)
}

function noteAbsence(table: RunTable, key: string): void {
  if (key.startsWith(VALUES_PREFIX)) {
    const id = key.slice(VALUES_PREFIX.length) as TaskRunId
    if (!table.values.has(id)) table.values.set(id, [])
  } else if (!table.runs.has(key as TaskRunId)) {
    table.absent.add(key as TaskRunId)
  }
}

function addPart(table: RunTable, part: Part, stored: StoredEntity): void {
  if (part.body === EMPTY) return
  const value = parse(part.body, stored)
  if (part.key.startsWith(VALUES_PREFIX)) {
    const id = part.key.slice(VALUES_PREFIX.length) as TaskRunId
    if (!Array.isArray(value)) throw corrupt(stored, `its part ${part.key} is no list`)
    if (!table.values.has(id)) table.values.set(id, value as LoopValues)
    return
  }
  if (!isRun(value)) throw corrupt(stored, `its part ${part.key} is no task run`)
  if (!table.runs.has(value.id)) table.runs.set(value.id, value)
}

function addInline(table: RunTable, body: { readonly [key: string]: unknown }, stored: StoredEntity): void {
  const { runs, values } = body
  if (!Array.isArray(runs) || !runs.every(isRun)) throw corrupt(stored, 'its task runs are none')
  for (const run of runs) table.runs.set(run.id, run)
  for (const pair of Array.isArray(values) ? values : []) {
    if (!Array.isArray(pair) || !Array.isArray(pair[1])) throw corrupt(stored, 'its loop values are none')
    table.values.set(pair[0] as TaskRunId, pair[1] as LoopValues)
  }
  table.isComplete = true
  table.isLiveComplete = true
}

function parse(text: string, stored: StoredEntity): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw corrupt(stored, 'it is no JSON', cause)
  }
}

function corrupt(stored: StoredEntity, why: string, cause?: unknown): MillraceError {
  return new MillraceError('MR_EXECUTION_CORRUPT', `The stored execution "${stored.ref.key}" cannot be read: ${why}.`, {
    cause,
  })
}

// The fields that the code below relies on to find its way; the rest was written by `encodeExecution`.
function isHeader(value: unknown, id: string): value is ExecutionHeader {
  if (!isJsonObject(value)) return false
  const { namespace, flowId, flowRevision, state, history, liveCount } = value
  const areTexts = typeof namespace === 'string' && typeof flowId === 'string' && typeof state === 'string'
  return (
    value['id'] === id &&
    areTexts &&
    typeof flowRevision === 'number' &&
    typeof liveCount === 'number' &&
    Array.isArray(history)
  )
}

function isRun(value: unknown): value is TaskRun {
  if (!isJsonObject(value)) return false
  const { id, taskId, state, history, attempts } = value
  const areTexts = typeof id === 'string' && typeof taskId === 'string' && typeof state === 'string'
  return areTexts && Array.isArray(history) && Array.isArray(attempts)
}
