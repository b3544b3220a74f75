/**
 * Built-in functions on paths.
 */
import { type Datum, isList } from '../../values/value.ts'
import type { Closure, Item } from '../environment.ts'
import type { Interpreter, Results } from '../interpreter.ts'
import { fresh } from '../items.ts'
import { deletePaths, getPath, type Path, setPath } from '../paths.ts'
import { described, JqError } from '../values.ts'
import { argument, type Builtins, simple } from './builtin.ts'

export const pathBuiltins: Builtins = {
  'getpath/1': getpath,
  'setpath/2': simple((input, given) => setPath(input, pathOf(argument(given, 0)), () => argument(given, 1))),
  'delpaths/1': simple((input, given) => deletePaths(input, pathOf(argument(given, 0)).map(pathOf))),
}

function pathOf(value: Datum): Path {
  if (!isList(value)) throw new JqError(`${described(value)} is no path`)
  return value
}

/** Keeps the path, so that `getpath` can be assigned to. */
function* getpath(run: Interpreter, given: readonly Closure[], input: Item): Results {
  for (const { value } of run.argument(argument(given, 0), fresh(input.value))) {
    const path = pathOf(value)
    yield { value: quietly(input.value, path), path: input.path && [...input.path, ...path] }
  }
}

function quietly(value: Datum, path: Path): Datum {
  try {
    return getPath(value, path)
  } catch (signal) {
    if (signal instanceof JqError && getPath(null, path) === null) return null
    throw signal
  }
}
