// Puts the environment into the texts of a parsed configuration.

import { isJsonObject, type Json, type MillraceError } from '@millrace/model'
import { readYaml } from '@millrace/runtime'
import { finding, type Path, type PositionOf } from './findings.ts'
import { isWholePlace, substitute, type Environment } from './substitute.ts'

/** The value with the environment put in, and a finding for each variable that is neither set nor has a default. */
export function putEnvironment(
  value: Json,
  environment: Environment,
  positionOf: PositionOf,
): { readonly value: Json; readonly findings: readonly MillraceError[] } {
  const findings: MillraceError[] = []
  const text = (written: string, path: Path): Json => {
    if (!written.includes('${')) return written
    const put = substitute(written, environment)
    for (const name of put.missing) {
      findings.push(
        finding(
          path,
          `The environment variable ${name} is not set.`,
          positionOf,
          `Set it, or give a default: \${${name}:default}.`,
        ),
      )
    }
    return isWholePlace(written) ? scalarOf(put.text) : put.text
  }
  const walk = (node: Json, path: Path): Json => {
    if (typeof node === 'string') return text(node, path)
    if (Array.isArray(node)) return node.map((item: Json, index) => walk(item, [...path, index]))
    if (!isJsonObject(node)) return node
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])]))
  }
  return { value: walk(value, []), findings }
}

/** Numbers and booleans as YAML reads them; all else is text. */
function scalarOf(text: string): Json {
  if (!/^(true|false|[-+]?\d+(\.\d+)?)$/.test(text)) return text
  return readYaml(text).value
}
