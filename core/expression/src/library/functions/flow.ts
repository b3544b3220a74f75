/**
 * Functions about the execution itself: rendering, outputs of loops, states of tasks, the context.
 */
import { renderFully, renderOnce } from '../../evaluation/rendered.ts'
import { settle } from '../../evaluation/settle.ts'
import { memberOf } from '../../evaluation/access.ts'
import { isNumeric, toDouble } from '../../values/numbers.ts'
import { type Datum, emptyMap, isList, isMap, LazyMap, ownEntry, type Raw } from '../../values/value.ts'
import type { Definitions, FunctionDefinition, Given } from '../given.ts'

const context: FunctionDefinition = { names: [], apply: wholeContext }

export const flowFunctions: Definitions<FunctionDefinition> = {
  render: { names: ['toRender', 'recursive'], apply: render },
  renderOnce: { names: ['toRender'], apply: (given) => rendered(given, (text) => renderOnce(given.frame, text)) },
  currentEachOutput: { names: ['outputs'], apply: currentEachOutput },
  iterationOutput: { names: ['taskId', 'iteration'], apply: iterationOutput },
  tasksWithState: { names: ['state'], apply: tasksWithState },
  fetchContext: context,
  printContext: context,
}

function render(given: Given): Datum {
  const once = given.flag('recursive') === false
  return rendered(given, (text) => (once ? renderOnce(given.frame, text) : renderFully(given.frame, text)))
}

/** Every text in the value, rendered. */
function rendered(given: Given, apply: (text: string) => string): Datum {
  if (!given.has('toRender')) throw given.fail(`'${given.callee}' needs the argument 'toRender'`)
  const walk = (value: Datum): Datum => {
    given.frame.spend(1)
    if (typeof value === 'string') return value.includes('{') ? apply(value) : value
    if (isList(value)) return value.map(walk)
    if (!isMap(value)) return value
    const entries = emptyMap()
    for (const key of Object.keys(value)) entries[key] = walk(value[key] ?? null)
    return entries
  }
  return walk(given.get('toRender'))
}

function variable(given: Given, name: string): Raw {
  return given.frame.find(name) ?? null
}

function entry(given: Given, whole: Raw, key: string): Raw {
  const found = isMap(whole) || whole instanceof LazyMap ? memberOf(given.frame, whole, key) : undefined
  return found ?? null
}

/** The values of the loops around the current task run, from the outermost. */
function loopValues(given: Given): readonly Datum[] {
  const parents = settle(given.frame, variable(given, 'parents'))
  if (!isList(parents)) return []
  return parents
    .toReversed()
    .map((parent) => entry(given, parent, 'taskrun'))
    .filter((taskrun) => taskrun !== null)
    .map((taskrun) => settle(given.frame, entry(given, taskrun, 'value')))
}

function currentEachOutput(given: Given): Datum {
  const outputs = given.get('outputs')
  if (!isMap(outputs)) throw given.fail("'currentEachOutput' needs the argument 'outputs', a map")
  let inner: Raw = outputs
  for (const value of loopValues(given)) {
    inner = entry(given, inner, given.frame.text(value))
    if (inner === null) throw given.fail('There are no outputs for the loops around this task run')
  }
  const taskrun = variable(given, 'taskrun')
  if (taskrun === null) throw given.fail("'currentEachOutput' is for tasks in a loop")
  return settle(given.frame, entry(given, inner, given.frame.text(settle(given.frame, entry(given, taskrun, 'value')))))
}

function iterationOutput(given: Given): Datum {
  const iteration = iterationOf(given)
  const task =
    given.text('taskId') ?? given.frame.text(settle(given.frame, entry(given, variable(given, 'task'), 'id')))
  let outputs: Raw = entry(given, variable(given, 'outputs'), task)
  for (const value of loopValues(given)) outputs = entry(given, outputs, given.frame.text(value))
  const whole = settle(given.frame, outputs)
  if (!isMap(whole)) return null
  const key = Object.keys(whole)[iteration]
  if (key === undefined) throw given.fail(`There are no outputs of iteration ${iteration} yet`)
  const item = whole[key] ?? null
  return isMap(item) ? (ownEntry(item, 'value') ?? null) : null
}

/** The iteration asked for, or the one before the current. */
function iterationOf(given: Given): number {
  const current = settle(given.frame, entry(given, variable(given, 'taskrun'), 'iteration'))
  if (current === null || !isNumeric(current)) throw given.fail("'iterationOutput' is for tasks in a loop")
  const asked = given.get('iteration')
  const iteration = asked === null ? toDouble(current) - 1 : Number(given.frame.text(asked))
  if (!Number.isInteger(iteration) || iteration < 0)
    throw given.fail(`There is no iteration ${given.frame.text(iteration)}`)
  return iteration
}

/** The tasks in a state, each with its id and, in a loop, its value. */
function tasksWithState(given: Given): Datum {
  const state = given.requiredText('state').toUpperCase()
  const tasks = settle(given.frame, variable(given, 'tasks'))
  if (!isMap(tasks)) return []
  return Object.entries(tasks).flatMap(([taskId, task]) => (isMap(task) ? matching(taskId, task, state) : []))
}

function matching(taskId: string, task: { readonly [key: string]: Datum }, state: string): Datum[] {
  return Object.entries(task).flatMap(([value, found]) => {
    const own =
      typeof found === 'string' && value === 'state' ? found : isMap(found) ? ownEntry(found, 'state') : undefined
    if (typeof own !== 'string' || own.toUpperCase() !== state) return []
    const item = { taskId, state, ...(typeof found === 'string' ? {} : { value }) }
    return [Object.assign(emptyMap(), item)]
  })
}

function wholeContext(given: Given): Datum {
  const { variables } = given.frame.context
  const entries = emptyMap()
  for (const name of Object.keys(variables)) entries[name] = settle(given.frame, variables[name] ?? null)
  return entries
}
