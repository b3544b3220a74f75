/**
 * Built-in functions on numbers.
 */
import { fromDouble } from '../../values/numbers.ts'
import { numberOf } from '../values.ts'
import { argument, type Builtins, simple } from './builtin.ts'

const functions: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  fabs: Math.abs,
  exp: Math.exp,
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
}

/** A result that JSON can hold as it is; the others keep their mark. */
function result(value: number): ReturnType<typeof fromDouble> | number {
  return Number.isFinite(value) ? value : fromDouble(value)
}

const unary = Object.fromEntries(
  Object.entries(functions).map(([name, apply]) => [
    `${name}/0`,
    simple((input) => result(apply(numberOf(input, 'number required')))),
  ]),
)

export const numberBuiltins: Builtins = {
  ...unary,
  'pow/2': simple((_input, given) =>
    result(numberOf(argument(given, 0), 'number required') ** numberOf(argument(given, 1), 'number required')),
  ),
  'fmin/2': simple((_input, given) => Math.min(...given.map((value) => numberOf(value, 'number required')))),
  'fmax/2': simple((_input, given) => Math.max(...given.map((value) => numberOf(value, 'number required')))),
  'fmod/2': simple((_input, given) =>
    result(numberOf(argument(given, 0), 'number required') % numberOf(argument(given, 1), 'number required')),
  ),
  'infinite/0': simple(() => fromDouble(Infinity)),
  'nan/0': simple(() => fromDouble(Number.NaN)),
  'isinfinite/0': simple((input) => Math.abs(numberOf(input, 'number required')) === Infinity),
  'isnan/0': simple((input) => Number.isNaN(numberOf(input, 'number required'))),
  'isnormal/0': simple(
    (input) =>
      Number.isFinite(numberOf(input, 'number required')) && Math.abs(numberOf(input, '')) >= 2.2250738585072014e-308,
  ),
}
