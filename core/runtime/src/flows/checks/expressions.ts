// Expressions of a flow: those that do not parse, and those that name an input, variable, task or output that the flow
// does not have. What a function computes cannot be known here and is left to the run.
//
// A name that does not exist refuses the flow where the value is what a task works with. Where it decides whether or
// what runs (conditions, values of a loop or a switch), or may never be rendered (variables, plugin defaults), it is a
// warning: the branch may never be reached, and flows of Kestra that deploy there with such names deploy here too.

import { isJsonObject, type Json, type JsonObject, type MillraceError, type Severity } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import { flowNames } from './names.ts'
import { partsOfTask } from './rendered-part.ts'
import { textFindings, type TextCheck } from './text-findings.ts'
import type { Path } from '../yaml/read-yaml.ts'

/** Findings on every expression in what is rendered: tasks, variables, outputs, defaults of inputs, labels. */
export function expressionFindings(
  flow: ParsedFlow,
  places: readonly TaskPlace[],
  catalogue: Catalogue,
): readonly MillraceError[] {
  const { document } = flow
  const names = flowNames(document, places, catalogue)
  const check = (value: Json | undefined, path: Path, severity: Severity = 'error'): readonly MillraceError[] =>
    value === undefined ? [] : valueFindings({ flow, names, severity }, value, path)
  const each = (list: string, property: string): readonly MillraceError[] =>
    objectsIn(document[list]).flatMap(({ item, index }) => check(item[property], [list, index, property]))
  return [
    ...places.flatMap((place) =>
      partsOfTask(place, catalogue).flatMap(({ value, path, severity }) => check(value, path, severity)),
    ),
    ...check(document['variables'], ['variables'], 'warning'),
    ...check(document['pluginDefaults'], ['pluginDefaults'], 'warning'),
    ...each('outputs', 'value'),
    ...each('inputs', 'defaults'),
    ...each('inputs', 'prefill'),
    ...each('inputs', 'expression'),
    ...each('labels', 'value'),
    ...conditionFindings(check, document),
  ]
}

/** Conditions of inputs, service levels and checks. */
function conditionFindings(
  check: (value: Json | undefined, path: Path, severity: Severity) => readonly MillraceError[],
  document: JsonObject,
): readonly MillraceError[] {
  const inputs = objectsIn(document['inputs']).flatMap(({ item, index }) => {
    const dependsOn = item['dependsOn']
    const condition = dependsOn !== undefined && isJsonObject(dependsOn) ? dependsOn['condition'] : undefined
    return check(condition, ['inputs', index, 'dependsOn', 'condition'], 'warning')
  })
  return [
    ...inputs,
    ...objectsIn(document['sla']).flatMap(({ item, index }) =>
      check(item['assert'], ['sla', index, 'assert'], 'warning'),
    ),
    ...objectsIn(document['checks']).flatMap(({ item, index }) =>
      check(item['condition'], ['checks', index, 'condition'], 'warning'),
    ),
  ]
}

function objectsIn(value: Json | undefined): readonly { readonly item: JsonObject; readonly index: number }[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: Json, index) => (isJsonObject(item) ? [{ item, index }] : []))
}

function valueFindings(check: TextCheck, value: Json, path: Path): readonly MillraceError[] {
  if (typeof value === 'string') return value.includes('{') ? textFindings(check, value, path) : []
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => valueFindings(check, item, [...path, index]))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => valueFindings(check, item, [...path, name]))
}
