// Outputs of tasks must be JSON data: what a task gives is copied, checked and measured before anything keeps it.

import { MillraceError } from '@millrace/model'
import type { Json, JsonObject } from '@millrace/model'

const MAX_DEPTH = 100

interface Budget {
  readonly maxBytes: number
  bytes: number
}

function refuse(path: string, what: string): never {
  throw new MillraceError('MR_TASK_OUTPUT', `The output ${path} is ${what}, which is no JSON data.`)
}

function spend(budget: Budget, bytes: number): void {
  budget.bytes += bytes
  if (budget.bytes > budget.maxBytes) {
    throw new MillraceError('MR_TASK_OUTPUT', `The outputs are larger than ${budget.maxBytes} bytes.`)
  }
}

function nameOfKind(value: object): string {
  const named: unknown = value.constructor?.name
  return typeof named === 'string' && named !== '' ? `a ${named}` : 'an object of a class'
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Plain objects of another realm (node:vm) have a prototype of their own, the root of its chain.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function copyList(list: readonly unknown[], path: string, depth: number, budget: Budget): Json {
  const copy: Json[] = []
  for (let index = 0; index < list.length; index += 1) {
    copy.push(copyValue(list[index] ?? null, `${path}[${index}]`, depth + 1, budget))
  }
  return copy
}

function copyObject(value: object, path: string, depth: number, budget: Budget): JsonObject {
  if (!isPlain(value)) refuse(path, nameOfKind(value))
  const entries: [string, Json][] = []
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined) continue
    spend(budget, Buffer.byteLength(key) + 4)
    entries.push([key, copyValue(entry, path === '' ? key : `${path}.${key}`, depth + 1, budget)])
  }
  // Not by assignment: a key `__proto__` stays a key.
  return Object.fromEntries(entries)
}

function copyValue(value: unknown, path: string, depth: number, budget: Budget): Json {
  if (depth > MAX_DEPTH) refuse(path.slice(0, 80), `nested deeper than ${MAX_DEPTH} levels`)
  if (typeof value === 'string') {
    spend(budget, Buffer.byteLength(value) + 2)
    return value
  }
  spend(budget, 5)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(path, String(value))
  if (typeof value !== 'object') return refuse(path, `a ${typeof value}`)
  if (Array.isArray(value)) return copyList(value, path, depth, budget)
  return copyObject(value, path, depth, budget)
}

/**
 * A copy of outputs as plain JSON data, entries that are undefined left out. Throws MR_TASK_OUTPUT when something is
 * no JSON data (a function, a Date, NaN, a cycle …) or when all together is larger than `maxBytes`.
 */
export function plainOutputs(outputs: unknown, maxBytes: number): JsonObject {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) {
    throw new MillraceError('MR_TASK_OUTPUT', 'The outputs are no object of names and values.')
  }
  return copyObject(outputs, '', 0, { maxBytes, bytes: 2 })
}
