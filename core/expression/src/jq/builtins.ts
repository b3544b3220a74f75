/**
 * The built-in functions of jq, by name and number of arguments: some in TypeScript,
 * the rest in jq itself.
 */
import { define, type Names, noNames, signature } from './environment.ts'
import { collectionBuiltins } from './builtins/collections.ts'
import type { Builtin } from './builtins/builtin.ts'
import { controlBuiltins } from './builtins/control.ts'
import { numberBuiltins } from './builtins/numbers.ts'
import { pathBuiltins } from './builtins/paths.ts'
import { patternBuiltins } from './builtins/patterns.ts'
import { textBuiltins } from './builtins/texts.ts'
import { timeBuiltins } from './builtins/times.ts'
import { parseJq } from './parser.ts'
import { PRELUDE } from './prelude.ts'
import type { Definition, Jq } from './tree.ts'

export interface Defined {
  readonly definition: Definition
  readonly names: Names
}

const native: ReadonlyMap<string, Builtin> = new Map(
  [
    collectionBuiltins,
    controlBuiltins,
    numberBuiltins,
    pathBuiltins,
    patternBuiltins,
    textBuiltins,
    timeBuiltins,
  ].flatMap((group) => Object.entries(group)),
)

let prelude: ReadonlyMap<string, Defined> | undefined

export function findBuiltin(name: string, count: number): Builtin | Defined | undefined {
  const key = signature(name, count)
  prelude ??= readPrelude()
  return native.get(key) ?? prelude.get(key)
}

/** The definitions in jq are parsed when the first program needs one. */
function readPrelude(): ReadonlyMap<string, Defined> {
  const found = new Map<string, Defined>()
  for (let node: Jq = parseJq(PRELUDE); node.kind === 'define'; node = node.body) {
    const { definition } = node
    found.set(signature(definition.name, definition.parameters.length), {
      definition,
      names: define(noNames, definition),
    })
  }
  return found
}
