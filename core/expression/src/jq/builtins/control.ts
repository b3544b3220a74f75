/**
 * Built-in functions that choose, repeat and end.
 */
import type { Datum } from '../../values/value.ts'
import type { Closure, Item } from '../environment.ts'
import type { Interpreter, Results } from '../interpreter.ts'
import { fresh } from '../items.ts'
import { recurse as recurseAll } from '../run-paths.ts'
import { JqError, numberOf, truthy } from '../values.ts'
import { argument, type Builtins, many, simple } from './builtin.ts'

export const controlBuiltins: Builtins = {
  'empty/0': function* empty() {},
  'error/0': simple((input) => {
    throw new JqError(input)
  }),
  'error/1': simple((_input, given) => {
    throw new JqError(argument(given, 0))
  }),
  'not/0': simple((input) => !truthy(input)),
  'range/1': many((_input, given, run) => range(run, 0, argument(given, 0), 1)),
  'range/2': many((_input, given, run) => range(run, argument(given, 0), argument(given, 1), 1)),
  'range/3': many((_input, given, run) => range(run, argument(given, 0), argument(given, 1), argument(given, 2))),
  'recurse/0': function* all(run, _given, input) {
    yield* recurseAll(run, input)
  },
  'recurse/1': (run, given, input) => recurse(run, argument(given, 0), input, 0),
  'limit/2': limit,
  'first/1': (run, given, input) => take(run.argument(argument(given, 0), input), 1),
  'last/1': last,
  'nth/2': nth,
  'isempty/1': isEmpty,
  'until/2': until,
  'while/2': whilst,
  'repeat/1': repeat,
  'path/1': paths,
  'input/0': simple(() => {
    throw new JqError('No more inputs')
  }),
  'inputs/0': function* none() {},
  'env/0': simple(() => ({})),
  'builtins/0': simple(() => []),
}

function* range(run: Interpreter, from: Datum, to: Datum, by: Datum): Generator<Datum, void> {
  const [start, end, step] = [from, to, by].map((value) => numberOf(value, 'is no bound of a range')) as [
    number,
    number,
    number,
  ]
  if (step === 0) return
  for (let value = start; step > 0 ? value < end : value > end; value += step) {
    run.frame.spend(1)
    yield value
  }
}

const MAX_DEPTH = 200

function* recurse(run: Interpreter, filter: Closure, input: Item, depth: number): Results {
  if (depth > MAX_DEPTH) throw new JqError('recurse goes too deep')
  yield input
  for (const next of run.argument(filter, input)) yield* recurse(run, filter, next, depth + 1)
}

function* take(items: Results, count: number): Results {
  let left = count
  if (left <= 0) return
  for (const item of items) {
    yield item
    left -= 1
    if (left <= 0) return
  }
}

function* limit(run: Interpreter, given: readonly Closure[], input: Item): Results {
  for (const { value } of run.argument(argument(given, 0), fresh(input.value))) {
    yield* take(run.argument(argument(given, 1), input), numberOf(value, 'is no count'))
  }
}

function* last(run: Interpreter, given: readonly Closure[], input: Item): Results {
  let found: Item | undefined
  for (const item of run.argument(argument(given, 0), input)) found = item
  if (found) yield found
}

function* nth(run: Interpreter, given: readonly Closure[], input: Item): Results {
  for (const { value } of run.argument(argument(given, 0), fresh(input.value))) {
    let left = numberOf(value, 'is no index')
    if (left < 0) throw new JqError('Out of bounds negative array index')
    for (const item of run.argument(argument(given, 1), input)) {
      if (left <= 0) {
        yield item
        break
      }
      left -= 1
    }
  }
}

function* isEmpty(run: Interpreter, given: readonly Closure[], input: Item): Results {
  const { done } = run.argument(argument(given, 0), fresh(input.value)).next()
  yield fresh(done === true)
}

function first(run: Interpreter, filter: Closure, item: Item): Item | undefined {
  for (const result of run.argument(filter, item)) return result
  return undefined
}

function* until(run: Interpreter, given: readonly Closure[], input: Item): Results {
  let item: Item | undefined = input
  while (item) {
    run.frame.spend(1)
    if (truthy(first(run, argument(given, 0), fresh(item.value))?.value ?? null)) return void (yield item)
    item = first(run, argument(given, 1), item)
  }
}

function* whilst(run: Interpreter, given: readonly Closure[], input: Item): Results {
  let item: Item | undefined = input
  while (item && truthy(first(run, argument(given, 0), fresh(item.value))?.value ?? null)) {
    run.frame.spend(1)
    yield item
    item = first(run, argument(given, 1), item)
  }
}

function* repeat(run: Interpreter, given: readonly Closure[], input: Item): Results {
  let item: Item | undefined = input
  while (item) {
    run.frame.spend(1)
    yield item
    item = first(run, argument(given, 0), item)
  }
}

function* paths(run: Interpreter, given: readonly Closure[], input: Item): Results {
  for (const { path } of run.argument(argument(given, 0), { value: input.value, path: [] })) {
    if (!path) throw new JqError('Invalid path expression')
    yield fresh(path)
  }
}
