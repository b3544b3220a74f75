// One closed schema for a whole task: what every task has, and what its type adds. Compiled once for each type.

import type { ValidateFunction } from 'ajv'
import Type from 'typebox'
import { childProperties, isJsonObject, TASK_PROPERTIES, TaskSchema, type Control } from '@millrace/model'
import type { TypeEntry } from '../catalogue.ts'
import { compileSchema } from './schema.ts'
import { unrendered } from './rendered-schema.ts'

const compiled = new WeakMap<object, ValidateFunction>()

/** Checks a task of a type that is not known: what it has in common with every task. */
export const checkAnyTask: ValidateFunction = compileSchema(commonPart(TaskSchema))

/** Checks a whole task of this type, its child tasks left aside. */
export function taskCheck(entry: TypeEntry): ValidateFunction {
  const key = entry.kind === 'control' ? entry.control : entry.definition
  const known = compiled.get(key)
  if (known !== undefined) return known
  const check = compileSchema(
    entry.kind === 'control' ? controlSchema(entry.control) : wholeSchema(entry.definition.properties, {}, []),
  )
  compiled.set(key, check)
  return check
}

/** Durations and conditions of any task may be expressions; ids, types and switches may not. */
function commonPart<Schema extends { readonly properties: object }>(schema: Schema): Schema {
  const { timeout, runIf } = TASK_PROPERTIES
  return { ...schema, properties: { ...schema.properties, timeout: unrendered(timeout), runIf: unrendered(runIf) } }
}

function controlSchema(control: Control): object {
  const children = childProperties(control).map((name) => [name, branchSchema(control, name)] as const)
  return wholeSchema(control.properties, Object.fromEntries(children), control.required)
}

const AnyTask = Type.Object({}, { additionalProperties: true })
const DagEntry = Type.Object(
  { task: AnyTask, dependsOn: Type.Optional(Type.Array(Type.String())) },
  { additionalProperties: false },
)

/** Child tasks are checked one by one; here only how they are held. */
function branchSchema(control: Control, name: string): object {
  const tasks = Type.Array(AnyTask, { minItems: 1 })
  if (control.kind === 'switch' && name === 'cases') return Type.Record(Type.String(), tasks)
  return control.kind === 'dag' && name === 'tasks' ? Type.Array(DagEntry, { minItems: 1 }) : tasks
}

function wholeSchema(own: object, children: object, required: readonly string[]): object {
  const schema = own as {
    readonly properties?: object
    readonly required?: readonly string[]
    readonly additionalProperties?: unknown
  }
  const common = commonPart(TaskSchema)
  // A schema that is no plain map of properties is checked as it is, beside the common part.
  if (
    schema.properties === undefined &&
    Object.keys(own).some((keyword) => ['anyOf', 'oneOf', 'allOf', '$ref'].includes(keyword))
  ) {
    return { allOf: [common, unrendered(own)] }
  }
  const widened = unrendered(own) as { readonly properties?: object }
  const definitions = isJsonObject(own) && isJsonObject(own['$defs']) ? { $defs: own['$defs'] } : {}
  return {
    ...definitions,
    type: 'object',
    properties: { ...widened.properties, ...common.properties, ...children },
    required: [...new Set(['id', 'type', ...(schema.required ?? []), ...required])],
    additionalProperties: schema.additionalProperties ?? false,
  }
}
