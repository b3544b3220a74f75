/**
 * Shapes of built-in functions.
 */
import type { Datum } from '../../values/value.ts'
import type { Closure, Item } from '../environment.ts'
import type { Interpreter, Results } from '../interpreter.ts'

export type Builtin = (run: Interpreter, given: readonly Closure[], input: Item) => Results
export type Builtins = Readonly<Record<string, Builtin>>

type Simple = (input: Datum, given: readonly Datum[], run: Interpreter) => Datum

/** One result from the input and each combination of the values of the arguments. */
export function simple(apply: Simple): Builtin {
  return function* results(run, given, input) {
    for (const values of combinations(run, given, input))
      yield { value: apply(input.value, values, run), path: undefined }
  }
}

/** As `simple`, with any number of results. */
export function many(apply: (input: Datum, given: readonly Datum[], run: Interpreter) => Iterable<Datum>): Builtin {
  return function* results(run, given, input) {
    for (const values of combinations(run, given, input)) {
      for (const value of apply(input.value, values, run)) {
        run.frame.spend(1)
        yield { value, path: undefined }
      }
    }
  }
}

/** The last argument varies slowest. */
function* combinations(run: Interpreter, given: readonly Closure[], input: Item): Generator<readonly Datum[], void> {
  const last = given.at(-1)
  if (!last) return void (yield [])
  for (const { value } of run.argument(last, { value: input.value, path: undefined })) {
    for (const others of combinations(run, given.slice(0, -1), input)) yield [...others, value]
  }
}

/** The argument of that number; a builtin is only called with as many as its name says. */
export function argument<T>(given: readonly T[], index: number): T {
  return given[index] as T
}
