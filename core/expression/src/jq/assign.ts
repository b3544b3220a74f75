/**
 * Assignments: `=`, `|=` and the arithmetic ones. A new value is made, the old one stays.
 */
import type { Datum } from '../values/value.ts'
import type { Closure, Item, Names } from './environment.ts'
import type { Interpreter, Results } from './interpreter.ts'
import { deletePaths, type Path, setPath } from './paths.ts'
import type { JqOf } from './tree.ts'
import { calculate, JqError, truthy } from './values.ts'

/** The paths that a filter leads to. */
function pathsOf(run: Interpreter, { body, names }: Closure, value: Datum): readonly Path[] {
  const paths: Path[] = []
  for (const { path } of run.run(body, names, { value, path: [] })) {
    if (!path) throw new JqError('Invalid path expression')
    paths.push(path)
  }
  return paths
}

export function* assign(run: Interpreter, node: JqOf<'assign'>, names: Names, input: Item): Results {
  const paths = pathsOf(run, { body: node.left, names }, input.value)
  if (node.operator === '|=')
    return void (yield { value: update(run, { body: node.right, names }, paths, input.value), path: undefined })
  for (const given of run.values(node.right, names, input.value)) {
    run.frame.spend(paths.length)
    yield {
      value: paths.reduce((value, path) => setPath(value, path, changed(node.operator, given)), input.value),
      path: undefined,
    }
  }
}

function changed(operator: string, given: Datum): (old: Datum) => Datum {
  if (operator === '=') return () => given
  if (operator === '//=') return (old) => (truthy(old) ? old : given)
  return (old) => calculate(operator.slice(0, -1), old, given)
}

/** The first result replaces; no result deletes. */
function update(run: Interpreter, filter: Closure, paths: readonly Path[], start: Datum): Datum {
  const removed: Path[] = []
  let value = start
  for (const path of paths) {
    run.frame.spend(1)
    value = setPath(value, path, (old) => {
      for (const { value: result } of run.argument(filter, { value: old, path: undefined })) return result
      removed.push(path)
      return old
    })
  }
  return removed.length > 0 ? deletePaths(value, removed) : value
}
