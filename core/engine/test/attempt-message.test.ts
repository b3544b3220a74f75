import { describe, expect, it } from 'vitest'
import { allVariables, attemptMessage, newTable } from '../src/index.ts'
import { flowOf, Scenario } from './scenario.ts'

const log = (id: string, message: string) => ({ id, type: 'core/log', message })

/** The message of a task that is dispatched once everything before it has run. */
function messageOf(scenario: Scenario, taskId: string, value?: string) {
  scenario.tell({ kind: 'start' })
  while (scenario.runOf(taskId, value) === undefined)
    scenario.finish(scenario.pending.shift()!, (id) => ({ state: 'SUCCESS', outputs: { value: id, big: 'x' } }))
  const made = attemptMessage({
    plan: scenario.plan,
    state: scenario.state,
    taskRunId: scenario.runOf(taskId, value)!.id,
    facts: scenario.facts,
  })
  if (made.kind !== 'value') throw new TypeError(`expected a message, got ${made.kind}`)
  return made.message
}

describe('an attempt message', () => {
  it('carries the values that the expressions of the task name, and no others', () => {
    const scenario = new Scenario(
      flowOf([log('a', 'x'), log('b', 'y'), log('c', '{{ outputs.a.value }} {{ inputs.name }}')]),
      { name: 'N', other: 'O' },
    )
    expect(messageOf(scenario, 'c').variables).toEqual({
      outputs: { a: { value: 'a', big: 'x' } },
      inputs: { name: 'N' },
    })
  })

  it('of a task without expressions carries nothing', () => {
    expect(messageOf(new Scenario(flowOf([log('a', 'x')])), 'a')).toMatchObject({
      variables: {},
      open: false,
      attempt: 1,
    })
  })

  it('carries of a loop the one turn that a dynamic index names', () => {
    const loop = {
      id: 'each',
      type: 'core/for-each',
      values: ['x', 'y'],
      tasks: [log('a', '1'), log('b', '{{ outputs.a[taskrun.value].value }}')],
    }
    const message = messageOf(new Scenario(flowOf([loop])), 'b', 'y')
    expect(message.variables['outputs']).toEqual({ a: { y: { value: 'a', big: 'x' } } })
    expect(message.open).toBe(false)
  })

  it('leaves what cannot be bounded to the platform', () => {
    const loop = { id: 'each', type: 'core/for-each', values: ['x', 'y'], tasks: [log('a', '1')] }
    const scenario = new Scenario(flowOf([loop, log('after', '{{ outputs.a }}')]))
    const message = messageOf(scenario, 'after')
    expect(message.open).toBe(true)
    const all = allVariables({
      plan: scenario.plan,
      state: scenario.state,
      taskRunId: message.taskRunId,
      facts: scenario.facts,
    })
    expect(all).toMatchObject({
      kind: 'value',
      variables: { outputs: { a: { x: { value: 'a' }, y: { value: 'a' } } } },
    })
  })

  it('needs just the task runs that it names when an execution is loaded in part', () => {
    const scenario = new Scenario(flowOf([log('a', 'x'), log('b', 'y'), log('c', '{{ outputs.a.value }}')]))
    const { taskRunId } = messageOf(scenario, 'c')
    const table = newTable(false)
    table.runs.set(taskRunId, scenario.runOf('c')!)
    const made = attemptMessage({
      plan: scenario.plan,
      state: { header: scenario.state.header, table },
      taskRunId,
      facts: scenario.facts,
    })
    expect(made).toEqual({ kind: 'needs', needs: [{ kind: 'runs', ids: [scenario.runOf('a')!.id] }] })
  })
})
