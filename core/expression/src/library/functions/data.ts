/**
 * Functions that read data formats and tell the time.
 */
import { readIon } from '../../formats/ion-reader.ts'
import { readYaml } from '../../formats/yaml-reader.ts'
import { parseJson } from '../../values/parse-json.ts'
import type { Datum } from '../../values/value.ts'
import { dateText, present, zoneOf } from '../dates.ts'
import type { Definitions, FunctionDefinition, Given } from '../given.ts'

const fromJson: FunctionDefinition = { names: ['json'], apply: reader('json', parseJson) }

export const dataFunctions: Definitions<FunctionDefinition> = {
  json: fromJson,
  fromJson,
  yaml: { names: ['yaml'], apply: reader('yaml', readYaml) },
  fromIon: { names: ['ion', 'allRows'], apply: fromIon },
  now: { names: ['format', 'timeZone', 'existingFormat', 'locale'], apply: now },
  encrypt: { names: ['key', 'plaintext'], apply: (given) => crypt(given, 'encrypt', given.requiredText('plaintext')) },
  decrypt: { names: ['key', 'encrypted'], apply: (given) => crypt(given, 'decrypt', given.requiredText('encrypted')) },
}

function reader(name: string, read: (text: string) => Datum | undefined): FunctionDefinition['apply'] {
  return (given) => {
    if (!given.has(name)) throw given.fail(`'${given.callee}' needs the argument '${name}'`)
    const text = given.text(name)
    if (text === undefined) return null
    given.frame.work(text.length * 8)
    const value = read(text)
    if (value === undefined) throw given.fail(`The text given to '${given.callee}' can not be read`)
    return value
  }
}

function fromIon(given: Given): Datum {
  const text = given.text('ion')
  if (text === undefined) return null
  const rows = readIon(text)
  if (!rows) throw given.fail("The text given to 'fromIon' can not be read")
  return given.flag('allRows') === true ? rows : (rows[0] ?? null)
}

function now(given: Given): Datum {
  const zone = zoneOf(given)
  return dateText(present(given, zone), given, zone)
}

/** Encryption needs keys and randomness, so the caller brings it. */
function crypt(given: Given, direction: 'encrypt' | 'decrypt', text: string): Datum {
  const apply = given.frame.facts[direction]
  if (!apply) throw given.fail(`'${direction}' is not available here`)
  try {
    return apply(given.requiredText('key'), text)
  } catch {
    throw given.fail(`'${direction}' failed: the key or the text does not fit`)
  }
}
