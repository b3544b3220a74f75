// What ajv says about a configuration, put for the person who wrote it: the key, its line, the nearest right one.

import type { ErrorObject } from 'ajv'
import { MillraceError, nearestWords, type Position } from '@millrace/model'

/** Keys and indexes from the root of a document. */
export type Path = readonly (string | number)[]

/** Where the key (or the item) at a path stands. */
export type PositionOf = (path: Path) => Position | undefined

/** One error for each wrong key or value, in the order of the lines. */
export function findingsOf(errors: readonly ErrorObject[], positionOf: PositionOf): readonly MillraceError[] {
  return errors
    .map((error) => findingOf(error, positionOf))
    .sort((left, right) => (left.position?.line ?? 0) - (right.position?.line ?? 0))
}

/** A finding at a path; without a position where the key was not written. */
export function finding(path: Path, message: string, positionOf: PositionOf, hint?: string): MillraceError {
  const position = positionOf(path)
  return new MillraceError('MR_CONFIG_INVALID', message, {
    ...(position === undefined ? {} : { position }),
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Raises what was found, as one error. */
export function refuse(findings: readonly MillraceError[], file: string): never {
  const [first] = findings
  if (first !== undefined && findings.length === 1) throw first
  const count = findings.length === 1 ? 'one finding' : `${findings.length} findings`
  throw new MillraceError('MR_CONFIG_INVALID', `The configuration ${file} has ${count}.`, { issues: findings })
}

function findingOf(error: ErrorObject, positionOf: PositionOf): MillraceError {
  const path = pathOf(error.instancePath)
  const name = path.length === 0 ? 'The configuration' : `"${path.join('.')}"`
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty'])
    const known = Object.keys(error.parentSchema?.['properties'] ?? {})
    return finding([...path, key], `There is no key "${[...path, key].join('.')}".`, positionOf, hintFor(key, known))
  }
  if (error.keyword === 'enum') {
    const allowed: unknown = error.params['allowedValues']
    return finding(
      path,
      `${name} must be one of ${Array.isArray(allowed) ? allowed.join(', ') : 'the allowed values'}.`,
      positionOf,
    )
  }
  if (error.keyword === 'required') {
    return finding(path, `${name} lacks the key "${String(error.params['missingProperty'])}".`, positionOf)
  }
  if (error.keyword === 'format') {
    return finding(path, `${name} must be ${FORMATS[String(error.params['format'])] ?? 'of another form'}.`, positionOf)
  }
  return finding(path, `${name} ${error.message ?? 'is wrong'}.`, positionOf)
}

/** What the formats of the configuration schema ask for. */
const FORMATS: Readonly<Record<string, string>> = {
  age: 'a duration such as P30D',
  'time-zone': 'a time zone such as Europe/Berlin',
}

function hintFor(key: string, known: readonly string[]): string {
  const [near] = nearestWords(key, known, 1)
  return near === undefined ? `Known here: ${[...known].sort().join(', ')}.` : `Did you mean "${near}"?`
}

/** The segments of a JSON pointer. */
function pathOf(pointer: string): readonly string[] {
  if (pointer === '') return []
  const segments = pointer.slice(1).split('/')
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}
