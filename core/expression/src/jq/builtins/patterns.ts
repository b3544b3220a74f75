/**
 * Built-in functions with regular expressions, run by an engine in linear time.
 */
import { findMatches, type Match } from '../../formats/matches.ts'
import { type Datum, emptyMap, isList } from '../../values/value.ts'
import type { Closure, Item } from '../environment.ts'
import type { Interpreter, Results } from '../interpreter.ts'
import { fresh } from '../items.ts'
import { JqError, textValue } from '../values.ts'
import { argument, type Builtins, many, simple } from './builtin.ts'

export const patternBuiltins: Builtins = {
  'test/2': simple((input, given, run) => matches(run, input, given).length > 0),
  'match/2': many((input, given, run) => matches(run, input, given).map(described)),
  'capture/2': many((input, given, run) => matches(run, input, given).map(captured)),
  'scan/2': many((input, given, run) =>
    matches(run, input, [argument(given, 0), flagsOf(argument(given, 1)) + 'g']).map(scanned),
  ),
  'split/2': simple((input, given, run) => split(run, input, given)),
  'sub/3': substitute,
}

function flagsOf(value: Datum): string {
  return value === null ? '' : textValue(value, 'is not a string of flags')
}

/** The pattern may come as a list of itself and its flags. */
function matches(run: Interpreter, input: Datum, given: readonly Datum[]): readonly Match[] {
  const [first = null, second = null] = given
  const [pattern = null, flags = null] = isList(first) ? first : [first, second]
  const text = textValue(input, 'cannot be matched, as it is not a string')
  const found = findMatches(run.frame, {
    text,
    pattern: textValue(pattern, 'cannot be matched, as it is not a string'),
    flags: flagsOf(flags),
  })
  if (!found) throw new JqError(`${flagsOf(flags)} is not a valid modifier string`)
  return found
}

function map(entries: { readonly [key: string]: Datum }): Datum {
  return Object.assign(emptyMap(), entries)
}

function described({ offset, text, groups }: Match): Datum {
  const captures = groups.map((group) =>
    map({ offset: group.offset, length: [...(group.text ?? '')].length, string: group.text, name: group.name }),
  )
  return map({ offset, length: [...text].length, string: text, captures })
}

function captured({ groups }: Match): Datum {
  const entries = emptyMap()
  for (const { name, text } of groups) if (name !== null) entries[name] = text
  return entries
}

function scanned({ text, groups }: Match): Datum {
  return groups.length === 0 ? text : groups.map((group) => group.text)
}

function split(run: Interpreter, input: Datum, given: readonly Datum[]): Datum {
  const text = textValue(input, 'cannot be matched, as it is not a string')
  const pieces: string[] = []
  let from = 0
  for (const match of matches(run, input, [argument(given, 0), flagsOf(argument(given, 1)) + 'g'])) {
    pieces.push(text.slice(from, match.start))
    from = match.end
  }
  return [...pieces, text.slice(from)]
}

/** The replacement is a filter on the captures by name. */
function* substitute(run: Interpreter, given: readonly Closure[], input: Item): Results {
  const text = textValue(input.value, 'cannot be matched, as it is not a string')
  for (const { value: flags } of run.argument(argument(given, 2), fresh(input.value))) {
    for (const { value: pattern } of run.argument(argument(given, 0), fresh(input.value))) {
      let result = ''
      let from = 0
      for (const match of matches(run, text, [pattern, flags])) {
        const [replacement] = [...take(run, argument(given, 1), captured(match))]
        result = run.frame.bounded(
          result + text.slice(from, match.start) + textValue(replacement ?? '', 'cannot be added to a string'),
        )
        from = match.end
      }
      yield fresh(run.frame.bounded(result + text.slice(from)))
    }
  }
}

function* take(run: Interpreter, filter: Closure, value: Datum): Generator<Datum, void> {
  for (const item of run.argument(filter, fresh(value))) return void (yield item.value)
}
