/**
 * Destructuring: the names that the patterns of `as`, `reduce` and `foreach` bind.
 */
import type { Datum } from '../values/value.ts'
import { bind, type Names } from './environment.ts'
import type { Interpreter } from './interpreter.ts'
import { getKey } from './paths.ts'
import type { Binding, BindingEntry } from './tree.ts'

type Scopes = Generator<Names, void>

export function bindValue(names: Names, name: string, value: Datum): Names {
  return bind(names, `$${name}`, { kind: 'value', value })
}

/** The names with what a pattern binds; keys that are filters can give several. */
export function* bound(run: Interpreter, pattern: Binding, names: Names, value: Datum): Scopes {
  if (pattern.kind === 'variable') return void (yield bindValue(names, pattern.name, value))
  const binder = new Binder(run, value)
  if (pattern.kind === 'items') yield* binder.items(pattern.items, 0, names)
  else yield* binder.entries(pattern.entries, names)
}

class Binder {
  readonly run: Interpreter
  readonly value: Datum

  constructor(run: Interpreter, value: Datum) {
    this.run = run
    this.value = value
  }

  *items(items: readonly Binding[], at: number, names: Names): Scopes {
    const pattern = items[at]
    if (!pattern) return void (yield names)
    for (const scope of bound(this.run, pattern, names, getKey(this.value, at))) yield* this.items(items, at + 1, scope)
  }

  *entries(entries: readonly BindingEntry[], names: Names): Scopes {
    const [first, ...rest] = entries
    if (!first) return void (yield names)
    for (const key of this.run.values(first.key, names, this.value)) {
      const inner = getKey(this.value, key)
      const named = first.variable === undefined ? names : bindValue(names, first.variable, inner)
      for (const scope of first.value ? bound(this.run, first.value, named, inner) : [named])
        yield* this.entries(rest, scope)
    }
  }
}

export function variablesOf(binding: Binding): readonly string[] {
  if (binding.kind === 'variable') return [binding.name]
  if (binding.kind === 'items') return binding.items.flatMap(variablesOf)
  return binding.entries.flatMap(({ variable, value }) => [
    ...(variable === undefined ? [] : [variable]),
    ...(value ? variablesOf(value) : []),
  ])
}
