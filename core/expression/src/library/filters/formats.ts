/**
 * Filters that write and query data: JSON, YAML, Ion, jq.
 */
import { writeIon } from '../../formats/ion-writer.ts'
import { writeYaml } from '../../formats/yaml-writer.ts'
import { queryJq } from '../../jq/query.ts'
import { writeJson } from '../../values/json.ts'
import { parseJson } from '../../values/parse-json.ts'
import type { Datum } from '../../values/value.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'

export const formatFilters: Definitions<FilterDefinition> = {
  json: { apply: (input, given) => writeJson(input, { limit: given.frame.limits.output }) },
  toJson: { names: ['includeNulls'], apply: toJson },
  yaml: { apply: (input, given) => (input === null ? 'null' : writeYaml(input, given.frame.limits.output)) },
  toIon: { apply: (input, given) => (input === null ? 'null' : writeIon(input, given.frame.limits.output)) },
  jq: { names: ['expression'], apply: jq },
}

function toJson(input: Datum, given: Given): Datum {
  return writeJson(input, { limit: given.frame.limits.output, nulls: given.flag('includeNulls') === true })
}

/** A text is read as JSON first; the answer is always a list. */
function jq(input: Datum, given: Given): Datum {
  if (input === null) return null
  const program = given.requiredText('expression')
  const data = typeof input === 'string' ? parseJson(input) : input
  if (data === undefined) throw given.fail("'jq' got a text that is not JSON")
  return queryJq(given.frame, program, data)
}
