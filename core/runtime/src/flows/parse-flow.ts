// From the text of a flow to its normal form, every part of which can be found again in the text.

import { isJsonObject, MillraceError, type JsonObject, type Position } from '@millrace/model'
import { normalFlow, OLD_NAMES } from './normal-form.ts'
import { readYaml, type Path, type YamlDocument } from './yaml/read-yaml.ts'

export interface ParsedFlow {
  readonly source: string
  /** In normal form; not checked. */
  readonly document: JsonObject
  /** Where a part of `document` stands in `source`; the nearest part around it when it is not written there. */
  locate(path: Path, part?: 'key' | 'value'): Position
}

const NEW_TO_OLD: ReadonlyMap<string, string> = new Map(
  Object.values(OLD_NAMES).flatMap((names) => Object.entries(names).map(([old, today]) => [today, old] as const)),
)

/** Reads YAML or JSON. Throws MR_YAML_SYNTAX with line and column, or MR_REQUEST_TOO_LARGE. */
export function parseFlow(source: string): ParsedFlow {
  const yaml = readYaml(source)
  if (!isJsonObject(yaml.value)) {
    throw new MillraceError('MR_YAML_SYNTAX', 'The document is not a flow: a flow is a map of properties.', {
      position: { line: 1, column: 1 },
    })
  }
  const written = yaml.value
  return { source, document: normalFlow(written), locate: (path, part) => locate(yaml, written, path, part) }
}

/** Follows the names of the normal form back to those that were written. */
function locate(yaml: YamlDocument, written: JsonObject, path: Path, part?: 'key' | 'value'): Position {
  const names: (string | number)[] = []
  let value: unknown = written
  for (const [index, segment] of path.entries()) {
    const name = nameIn(value, segment)
    if (name === undefined) return labelPosition(yaml, names, value, path.slice(index))
    names.push(name)
    value = (value as Record<string | number, unknown>)[name]
  }
  return yaml.locate(names, part)
}

function nameIn(value: unknown, segment: string | number): string | number | undefined {
  if (Array.isArray(value)) return segment
  if (!isJsonObject(value)) return undefined
  if (Object.hasOwn(value, segment)) return segment
  const old = NEW_TO_OLD.get(String(segment))
  return old !== undefined && Object.hasOwn(value, old) ? old : undefined
}

/** A map of labels has become a list: the place is that of the label with this number. */
function labelPosition(yaml: YamlDocument, names: readonly (string | number)[], value: unknown, rest: Path): Position {
  const [index, member] = rest
  if (names[0] !== 'labels' || names.length !== 1 || !isJsonObject(value) || typeof index !== 'number')
    return yaml.locate(names)
  const key = Object.keys(value)[index]
  return key === undefined ? yaml.locate(names) : yaml.locate([...names, key], member === 'key' ? 'key' : 'value')
}
