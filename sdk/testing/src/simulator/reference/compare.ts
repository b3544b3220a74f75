// An execution that has ended against what the reference expects of it.

import type { ExecutionHeader, TaskRun } from '@millrace/engine'
import type { Json, JsonObject } from '@millrace/model'
import type { Expectation, ExpectedRun } from './expectation.ts'

/** The first difference in words; undefined when there is none. */
export function differenceOf(
  expected: Expectation,
  header: ExecutionHeader,
  runs: ReadonlyMap<string, TaskRun>,
): string | undefined {
  if (header.state !== expected.state) return `the execution is ${header.state}, not ${expected.state}`
  if (!areEqual(header.outputs, expected.outputs))
    return `the outputs are ${textOf(header.outputs)}, not ${textOf(expected.outputs)}`
  for (const [path, run] of runs) {
    const wanted = expected.runs.get(path)
    if (wanted === undefined) return `the task run ${path} (${run.state}) should not exist`
    const difference = differenceOfRun(wanted, run)
    if (difference !== undefined) return `the task run ${path} ${difference}`
  }
  for (const [path, wanted] of expected.runs) {
    const isDue = wanted.isCertain && (wanted.parent === undefined || runs.has(wanted.parent))
    if (isDue && !runs.has(path)) return `the task run ${path} (${wanted.state}) is missing`
  }
  return undefined
}

function differenceOfRun(wanted: ExpectedRun, run: TaskRun): string | undefined {
  if (run.state !== wanted.state) return `is ${run.state}, not ${wanted.state}`
  if (wanted.attempts > 0 && run.attempts.length !== wanted.attempts)
    return `has ${run.attempts.length} attempts, not ${wanted.attempts}`
  return areEqual(comparable(run.outputs), comparable(wanted.outputs))
    ? undefined
    : `has the outputs ${textOf(run.outputs)}, not ${textOf(wanted.outputs)}`
}

/** When somebody resumed a pause is not to be foretold. */
function comparable(outputs: JsonObject | undefined): JsonObject | undefined {
  if (outputs?.['resumed'] === undefined) return outputs
  const { resumed: _resumed, ...rest } = outputs
  return Object.keys(rest).length === 0 ? undefined : rest
}

function areEqual(left: Json | undefined, right: Json | undefined): boolean {
  return canonical(left) === canonical(right)
}

function canonical(value: Json | undefined): string {
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value))
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join()}]`
  return `{${Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${key}:${canonical(item)}`)
    .join()}}`
}

function textOf(value: Json | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}
