// Checks values against JSON Schemas with ajv and turns what it says into findings with a path. Where a value may be
// rendered, a text with an expression stands for any scalar.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { didYouMean, finding, pathText } from './finding.ts'

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  validateFormats: false,
  verbose: true,
  logger: false,
  addUsedSchema: false,
})

/** Compiles a schema once; the caller keeps the result. */
export function compileSchema(schema: object): ValidateFunction {
  return ajv.compile(schema)
}

interface Problem {
  readonly path: Path
  readonly message: string
  readonly part: 'key' | 'value'
  readonly hint?: string | undefined
}

/** What is wrong with `value`, which stands at `path`. */
function problemsOf(validate: ValidateFunction, value: Json, path: Path): readonly Problem[] {
  if (validate(value)) return []
  return withoutAlternatives(validate.errors ?? []).map((error) => problemOf(error, value, path))
}

/** The same as findings of a flow. */
export function schemaFindings(
  flow: ParsedFlow,
  validate: ValidateFunction,
  checked: { readonly value: Json; readonly path: Path },
): readonly MillraceError[] {
  return problemsOf(validate, checked.value, checked.path).map(({ path, part, message, hint }) =>
    finding(flow, 'MR_FLOW_PROPERTY', { path, part }, { message, hint }),
  )
}

/**
 * Of a value that fits none of several alternatives, ajv lists what each of them misses. One sentence is enough,
 * except where an alternative fails only deeper: then the deeper errors say more.
 */
function withoutAlternatives(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const plain = errors.filter((error) => error.keyword !== 'if')
  const unions = plain.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
  const branchOf = (error: ErrorObject): ErrorObject | undefined =>
    unions.find(
      (union) =>
        union !== error &&
        error.schemaPath.startsWith(`${union.schemaPath}/`) &&
        error.instancePath.startsWith(union.instancePath),
    )
  const isDeeper = (error: ErrorObject, union: ErrorObject): boolean =>
    error.instancePath.length > union.instancePath.length
  return plain.filter((error) => {
    const union = branchOf(error)
    if (union !== undefined) return isDeeper(error, union)
    return !unions.includes(error) || !plain.some((other) => branchOf(other) === error && isDeeper(other, error))
  })
}

function problemOf(error: ErrorObject, root: Json, path: Path): Problem {
  const at = [...path, ...pointerPath(error.instancePath, root)]
  const name = at.length === 0 ? 'The document' : `\`${pathText(at)}\``
  switch (error.keyword) {
    case 'required':
      return {
        path: at,
        part: 'value',
        message: `\`${pathText([...at, error.params['missingProperty'] as string])}\` is missing.`,
      }
    case 'additionalProperties': {
      const unknown = error.params['additionalProperty'] as string
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object)
      return {
        path: [...at, unknown],
        part: 'key',
        message: `\`${pathText([...at, unknown])}\` is no property known here.`,
        hint: didYouMean(unknown, known),
      }
    }
    case 'enum':
      return enumProblem(error, at, name)
    default:
      return { path: at, part: 'value', message: `${name} ${expectation(error)}${received(error.data)}.` }
  }
}

function enumProblem(error: ErrorObject, at: Path, name: string): Problem {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String)
  const hint = typeof error.data === 'string' ? didYouMean(error.data, allowed) : undefined
  return {
    path: at,
    part: 'value',
    message: `${name} must be one of ${allowed.join(', ')}${received(error.data)}.`,
    hint,
  }
}

function expectation(error: ErrorObject): string {
  const title: unknown = error.parentSchema?.['title']
  switch (error.keyword) {
    case 'type':
      return `must be ${article(error.params['type'] as string)}`
    case 'anyOf':
    case 'oneOf':
      return `must be ${(error.schema as readonly unknown[]).map(alternative).join(' or ')}`
    case 'pattern':
      return typeof title === 'string' ? `must be ${title}` : 'does not have the form that is asked for'
    case 'minItems':
      return 'must not be empty'
    default:
      return error.message ?? 'is not valid'
  }
}

function alternative(schema: unknown): string {
  const inner = isJsonObject(schema) && isJsonObject(schema['else']) ? schema['else'] : schema
  const type = isJsonObject(inner) ? inner['type'] : undefined
  return typeof type === 'string' ? article(type) : 'one of its other forms'
}

function article(type: string): string {
  return (
    {
      string: 'a text',
      array: 'a list',
      object: 'a map',
      integer: 'a whole number',
      number: 'a number',
      boolean: 'true or false',
      null: 'empty',
    }[type] ?? type
  )
}

function received(data: unknown): string {
  if (typeof data === 'object' && data !== null) return ''
  const text = JSON.stringify(data)
  return `, not ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`
}

/** The segments of a JSON pointer, numbers where the value has a list. */
function pointerPath(pointer: string, root: Json): Path {
  const path: (string | number)[] = []
  let value: unknown = root
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    const segment = Array.isArray(value) ? Number(name) : name
    path.push(segment)
    value = (value as Record<string | number, unknown>)[segment]
  }
  return path
}
