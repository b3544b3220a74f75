import { describe, expect, it } from 'vitest'
import { instantOfId, type ExecutionId, type Json, type Task } from '@millrace/model'
import { createExecution, decide, outstanding, type CallCommand, type Decision, type Effect } from '../src/index.ts'
import { flowOf, Scenario, succeed } from './scenario.ts'

const log = (id: string, rest: object = {}) => ({ id, type: 'core/log', ...rest })
const subflow = (rest: object = {}): Task => ({
  id: 'call',
  type: 'core/subflow',
  namespace: 'test',
  flowId: 'child',
  ...rest,
})

interface Sent {
  readonly to: string
  readonly command: CallCommand & { readonly [name: string]: unknown }
}

function commandsOf(effects: readonly Effect[]): readonly Sent[] {
  return effects.flatMap((effect) =>
    effect.kind === 'command' ? [{ to: effect.entity.key, command: effect.command as never }] : [],
  )
}
const sentBy = (decision: Decision) => commandsOf(decision.kind === 'changed' ? decision.effects : [])
const callsOf = (decision: Decision) => sentBy(decision).filter(({ command }) => command.kind === 'call')

/** A parent whose Subflow has called, and that call. */
function calling(rest: object = {}, after: readonly Task[] = []) {
  const parent = new Scenario(flowOf([subflow(rest), ...after]))
  const [call] = callsOf(parent.tell({ kind: 'start' }))
  if (call === undefined) throw new TypeError('The Subflow has called nothing.')
  return { parent, call }
}

/** What the child has to tell, in the words of the machine. */
function ended({ to, command }: Sent, rest: object): never {
  const { taskRunId, attempt } = command.caller
  return { kind: 'child-ended', taskRunId, attempt, childId: to, state: 'SUCCESS', ...rest } as never
}

/** The execution that is called, not yet begun. */
function childOf({ to, command }: Sent, tasks: readonly Task[] = [log('a')], rest: object = {}) {
  const child = new Scenario(flowOf(tasks, { id: 'child', ...rest }))
  const { caller, labels } = command
  child.state = createExecution(child.plan, { id: to as ExecutionId, inputs: {}, labels, caller, now: child.now })
  return child
}

describe('a Subflow that opens', () => {
  it('calls an execution whose id sorts by time, and runs', () => {
    const { parent, call } = calling({ inputs: { x: '{{ flow.id }}' } })
    expect(parent.states).toEqual({ call: 'RUNNING' })
    expect(instantOfId(call.to)).toBe(parent.now)
    expect(call.command).toMatchObject({ namespace: 'test', flowId: 'child', inputs: { x: 'flow' }, kills: 0 })
    expect(parent.runOf('call')?.outputs).toEqual({ executionId: call.to })
  })

  it('calls different executions for siblings', () => {
    const tasks = Array.from({ length: 200 }, (_, index) => ({ ...subflow(), id: `call-${index}` }))
    const parent = new Scenario(flowOf([{ id: 'all', type: 'core/parallel', tasks }]))
    const calls = callsOf(parent.tell({ kind: 'start' }))
    expect(new Set(calls.map(({ to }) => to)).size).toBe(200)
  })

  it('asks the same of the same execution again until it has answered, ever less often', () => {
    const { parent, call } = calling()
    const pauses = [1, 2, 3, 4].map(() => {
      const before = parent.now
      parent.now = parent.runOf('call')?.dueAt ?? 0
      const again = callsOf(parent.tell({ kind: 'wake', taskRunId: call.command.caller.taskRunId }))
      expect(again).toEqual([call])
      return parent.now - before
    })
    expect(pauses).toEqual([60_000, 60_000, 120_000, 240_000])
    parent.tell(ended(call, {}))
    expect(parent.runOf('call')).not.toHaveProperty('dueAt')
  })

  it('owes the call until it has answered', () => {
    const { parent, call } = calling()
    const owed = outstanding(parent.plan, parent.state)
    expect(owed.kind === 'value' ? commandsOf(owed.effects) : []).toEqual([call])
    parent.tell(ended(call, {}))
    expect(outstanding(parent.plan, parent.state)).toEqual({ kind: 'value', effects: [] })
  })

  it('hands down the correlation id, and the labels where it is told to', () => {
    const labels = [{ key: 'team', value: 'a' }]
    const of = (rest: object) => {
      const parent = new Scenario(flowOf([subflow({ labels: { own: '{{ flow.id }}' }, ...rest })], { labels }))
      return callsOf(parent.tell({ kind: 'start' }))[0]?.command.labels
    }
    const correlation = { key: 'system.correlationId', value: 'exec' }
    expect(of({})).toEqual([correlation, { key: 'own', value: 'flow' }])
    expect(of({ inheritLabels: true })).toEqual([...labels, correlation, { key: 'own', value: 'flow' }])
  })

  it.each([
    ['flowId', { flowId: '{{ nothing.here }}' }, 'MR_EXPRESSION'],
    ['inputs', { inputs: '[1]' }, 'MR_TASK_PROPERTY'],
    ['revision', { revision: 'first' }, 'MR_TASK_PROPERTY'],
    ['labels', { labels: 'none' }, 'MR_TASK_PROPERTY'],
    ['scheduleDate', { scheduleDate: 'some day' }, 'MR_TASK_PROPERTY'],
  ])('fails when its %s is none', (_property, rest, code) => {
    const parent = new Scenario(flowOf([subflow(rest)]))
    expect(callsOf(parent.tell({ kind: 'start' }))).toEqual([])
    expect(parent.runOf('call')).toMatchObject({ state: 'FAILED', error: { code } })
  })
})

describe('the end of what a Subflow calls', () => {
  it.each([
    ['SUCCESS', true, 'SUCCESS'],
    ['WARNING', true, 'WARNING'],
    ['FAILED', true, 'FAILED'],
    ['KILLED', true, 'KILLED'],
    ['FAILED', false, 'SUCCESS'],
    ['KILLED', false, 'SUCCESS'],
  ])('%s with transmitFailed %s makes it %s', (state, transmitFailed, expected) => {
    const { parent, call } = calling({ transmitFailed })
    parent.tell(ended(call, { state, outputs: { x: 1 } }))
    expect(parent.runOf('call')).toMatchObject({
      state: expected,
      outputs: { executionId: call.to, state, outputs: { x: 1 } },
    })
    expect(parent.runOf('call')?.attempts).toHaveLength(1)
  })

  it('counts once, and only that of the execution that it calls', () => {
    const { parent, call } = calling({}, [log('after')])
    const { taskRunId, attempt } = call.command.caller
    for (const other of [{ childId: 'other' }, { attempt: attempt + 1 }])
      expect(parent.tell(ended(call, other))).toMatchObject({ kind: 'refused', code: 'MR_COMMAND_STALE' })
    parent.tell(ended(call, {}))
    expect(parent.tell(ended(call, { state: 'FAILED' }))).toMatchObject({ kind: 'refused' })
    const made = { kind: 'child-made', taskRunId, attempt, childId: call.to as ExecutionId } as const
    expect(parent.tell(made)).toMatchObject({ kind: 'refused' })
    expect(parent.run().states).toEqual({ call: 'SUCCESS', after: 'SUCCESS' })
  })

  it('lets the flow read its outputs', () => {
    const next = { id: 'if', type: 'core/if', condition: '{{ outputs.call.outputs.x == 1 }}', then: [log('yes')] }
    const { parent, call } = calling({}, [next])
    parent.tell(ended(call, { outputs: { x: 1 } }))
    expect(parent.run().states).toMatchObject({ yes: 'SUCCESS' })
  })

  it('is forgiven where its task allows failure', () => {
    const { parent, call } = calling({ allowFailure: true }, [log('after')])
    parent.tell(ended(call, { state: 'FAILED' }))
    expect(parent.run().states).toEqual({ call: 'WARNING', after: 'SUCCESS' })
  })

  it('fails it when outputs could not be made', () => {
    const { parent, call } = calling()
    parent.tell(ended(call, { problem: 'There is no x.' }))
    expect(parent.runOf('call')).toMatchObject({ state: 'FAILED', error: { code: 'MR_EXPRESSION' } })
  })

  it('is not waited for where `wait` is false', () => {
    const { parent, call } = calling({ wait: false })
    const { taskRunId, attempt } = call.command.caller
    parent.tell({ kind: 'child-made', taskRunId, attempt, childId: call.to as ExecutionId })
    expect(parent.runOf('call')).toMatchObject({ state: 'SUCCESS', outputs: { executionId: call.to } })
  })

  it('is retried with another execution', () => {
    const retry = { type: 'constant' as const, interval: 'PT1S', maxAttempts: 2 }
    const { parent, call } = calling({ retry })
    parent.tell(ended(call, { state: 'FAILED' }))
    expect(parent.runOf('call')?.state).toBe('RETRYING')
    parent.now += 1_000
    const [second] = callsOf(parent.tell({ kind: 'wake', taskRunId: call.command.caller.taskRunId }))
    expect(second?.to).not.toBe(call.to)
    expect(second?.command.caller.attempt).toBe(2)
    parent.tell(ended(second as Sent, { state: 'FAILED' }))
    expect(parent.runOf('call')).toMatchObject({ state: 'FAILED' })
    expect(parent.runOf('call')?.attempts).toHaveLength(2)
  })

  it('fails with the reason when there is no such flow', () => {
    const { parent, call } = calling()
    const { taskRunId, attempt } = call.command.caller
    const childId = call.to as ExecutionId
    parent.tell({ kind: 'call-failed', taskRunId, attempt, childId, code: 'MR_FLOW_NOT_FOUND', message: 'No flow.' })
    expect(parent.runOf('call')).toMatchObject({ state: 'FAILED', error: { message: 'No flow.' } })
    expect(parent.state.header.state).toBe('FAILED')
  })
})

describe('killing a Subflow', () => {
  it('asks for the death of what it calls and waits for it', () => {
    const { parent, call } = calling()
    const [kill] = callsOf(parent.tell({ kind: 'kill' }))
    expect(kill).toMatchObject({ to: call.to, command: { kills: 1 } })
    expect(parent.runOf('call')?.state).toBe('KILLING')
    const [again] = callsOf(parent.tell({ kind: 'kill' }))
    expect(again).toMatchObject({ command: { kills: 2 } })
    parent.tell(ended(call, { state: 'KILLED' }))
    expect(parent.states).toEqual({ call: 'KILLED' })
    expect(parent.state.header.state).toBe('KILLED')
  })

  it('asks again by date', () => {
    const { parent, call } = calling()
    parent.tell({ kind: 'kill' })
    parent.now += 5_000
    const [again] = callsOf(parent.tell({ kind: 'wake', taskRunId: call.command.caller.taskRunId }))
    expect(again).toMatchObject({ command: { kills: 1 } })
  })

  it('ends it when there is nothing to kill, and calls nothing more', () => {
    const { parent, call } = calling({ retry: { type: 'constant', interval: 'PT1S', maxAttempts: 5 } })
    parent.tell({ kind: 'kill' })
    const { taskRunId, attempt } = call.command.caller
    const childId = call.to as ExecutionId
    parent.tell({ kind: 'call-failed', taskRunId, attempt, childId, code: 'MR_FLOW_NOT_FOUND', message: 'No flow.' })
    expect(parent.state.header.state).toBe('KILLED')
    expect(parent.runOf('call')).not.toHaveProperty('error')
  })
})

describe('restarting the caller', () => {
  it('asks the same execution to run again what failed', () => {
    const { parent, call } = calling()
    parent.tell(ended(call, { state: 'FAILED' }))
    parent.tell({ kind: 'restart' })
    expect(parent.tell(ended(call, { state: 'SUCCESS' }))).toMatchObject({ kind: 'refused' })
    const [again] = callsOf(parent.tell({ kind: 'start' }))
    expect(again).toMatchObject({ to: call.to, command: { caller: { attempt: 2 } } })
    parent.tell(ended(again as Sent, {}))
    expect(parent.state.header.state).toBe('SUCCESS')
  })

  it('decides anew where nothing was made', () => {
    const { parent, call } = calling()
    const { taskRunId, attempt } = call.command.caller
    const childId = call.to as ExecutionId
    parent.tell({ kind: 'call-failed', taskRunId, attempt, childId, code: 'MR_FLOW_NOT_FOUND', message: 'No flow.' })
    parent.tell({ kind: 'restart' })
    const [again] = callsOf(parent.tell({ kind: 'start' }))
    expect(again?.to).not.toBe(call.to)
  })
})

describe('an execution that was called', () => {
  const told = (decision: Decision) => sentBy(decision).find(({ to }) => to === 'exec')?.command

  it('tells its caller how it ended, with its outputs, and again when it is asked', () => {
    const { call } = calling()
    const child = childOf(call, [log('a')], { outputs: [{ id: 'x', value: '{{ outputs.a.value }}' }] })
    child.tell({ kind: 'start' })
    const [effect] = child.pending
    const report = told(child.finish(effect!, succeed))
    const { taskRunId } = call.command.caller
    expect(report).toMatchObject({ kind: 'child-ended', taskRunId, attempt: 1, childId: call.to, state: 'SUCCESS' })
    expect(report?.['outputs']).toEqual({ x: 'a' })
    expect(told(child.tell({ kind: 'asked', caller: call.command.caller, kills: 0 }))).toEqual(report)
    const owed = outstanding(child.plan, child.state)
    expect(owed.kind === 'value' ? commandsOf(owed.effects) : []).toEqual([{ to: 'exec', command: report }])
  })

  it('renders what the caller wants of outputs, once', () => {
    const { call } = calling({ outputs: { x: '{{ outputs.a.value }}-{{ execution.id }}' } })
    const child = childOf(call)
    child.run()
    const asked = child.tell({ kind: 'asked', caller: call.command.caller, kills: 0 })
    expect(told(asked)?.['outputs']).toEqual({ x: `a-${call.to}` })
    const { call: wrong } = calling({ outputs: { x: '{{ outputs.nothing.value }}' } })
    const other = childOf(wrong).run()
    const report = told(other.tell({ kind: 'asked', caller: wrong.command.caller, kills: 0 }))
    expect(report).toMatchObject({ state: 'SUCCESS' })
    expect(report?.['problem']).toMatch(/nothing/)
  })

  it('says nothing while it runs, but that it is there to who does not wait', () => {
    const { call } = calling()
    const child = childOf(call)
    child.tell({ kind: 'start' })
    expect(child.tell({ kind: 'asked', caller: call.command.caller, kills: 0 }).kind).toBe('unchanged')
    const { call: brief } = calling({ wait: false })
    const other = childOf(brief)
    other.tell({ kind: 'start' })
    expect(told(other.tell({ kind: 'asked', caller: brief.command.caller, kills: 0 }))?.kind).toBe('child-made')
  })

  it('is killed as often as its caller, however often it is told', () => {
    const { call } = calling()
    const flow = [log('a')]
    const child = childOf(call, flow, { finally: [log('f')] })
    child.tell({ kind: 'start' })
    const ask = { kind: 'asked', caller: call.command.caller, kills: 1 } as const
    child.tell(ask)
    child.tell(ask)
    expect(child.state.header).toMatchObject({ state: 'KILLING', kills: 1 })
    child.tell({ ...ask, kills: 2 })
    expect(child.state.header.state).toBe('KILLED')
  })

  it('that never began ends when it is killed', () => {
    const { call } = calling()
    const child = childOf(call)
    const report = told(child.tell({ kind: 'asked', caller: call.command.caller, kills: 1 }))
    expect(report).toMatchObject({ kind: 'child-ended', state: 'KILLED' })
  })

  it('runs again what failed for a caller that was restarted, once', () => {
    const { call } = calling()
    const child = childOf(call).run(() => ({ state: 'FAILED' }))
    const caller = { ...call.command.caller, attempt: 2 }
    child.tell({ kind: 'asked', caller, kills: 0 })
    expect(child.state.header.state).toBe('RESTARTED')
    child.tell({ kind: 'start' })
    expect(child.tell({ kind: 'asked', caller, kills: 0 }).kind).toBe('unchanged')
    child.run()
    const report = told(child.tell({ kind: 'asked', caller, kills: 0 }))
    expect(report).toMatchObject({ attempt: 2, state: 'SUCCESS' })
    expect(child.tell({ kind: 'asked', caller: call.command.caller, kills: 0 })).toMatchObject({ kind: 'refused' })
  })

  it('that was killed before it began begins for a caller that was restarted', () => {
    const { call } = calling()
    const child = childOf(call)
    child.tell({ kind: 'asked', caller: call.command.caller, kills: 1 })
    child.tell({ kind: 'asked', caller: { ...call.command.caller, attempt: 2 }, kills: 0 })
    expect(child.run().states).toEqual({ a: 'SUCCESS' })
    expect(child.state.header.state).toBe('SUCCESS')
  })

  it('answers nobody but its caller', () => {
    const { call } = calling()
    const child = childOf(call).run()
    const caller = { ...call.command.caller, taskRunId: 'other' as never }
    expect(child.tell({ kind: 'asked', caller, kills: 1 } as never)).toMatchObject({
      kind: 'refused',
      code: 'MR_COMMAND_STALE',
    })
    const stranger: Json = decide(
      child.plan,
      new Scenario(flowOf([])).state,
      {
        kind: 'asked',
        caller,
        kills: 1,
      },
      child.facts,
    ).kind
    expect(stranger).toBe('refused')
  })
})
