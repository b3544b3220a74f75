/**
 * All functions, by name. The table is fixed: what is not in it can not be called.
 */
import type { FunctionDefinition } from './given.ts'
import { dataFunctions } from './functions/data.ts'
import { fetchingFunctions } from './functions/fetching.ts'
import { flowFunctions } from './functions/flow.ts'
import { numberFunctions } from './functions/numbers.ts'
import { randomFunctions } from './functions/random.ts'

const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  [dataFunctions, fetchingFunctions, flowFunctions, numberFunctions, randomFunctions].flatMap((group) =>
    Object.entries(group),
  ),
)

export function findFunction(name: string): FunctionDefinition | undefined {
  return functions.get(name)
}

/** The names of all functions. */
export function functionNames(): readonly string[] {
  return ['block', ...functions.keys()]
}
