// The reference against flows whose ends are told by hand.

import { describe, expect, it } from 'vitest'
import type { Flow, State, Task } from '@millrace/model'
import { interpret } from '../../src/simulator/reference/interpreter.ts'
import { SIMULATED_TYPE, type SimulatedTask } from '../../src/simulator/flows/simulated-task.ts'

function act(id: string, more: Partial<SimulatedTask> = {}): Task {
  return {
    id,
    type: SIMULATED_TYPE,
    value: id,
    fails: 0,
    hangs: false,
    hangsForever: false,
    ending: 'SUCCESS',
    durationMs: 0,
    turn: '',
    failsInTurn: '',
    ...more,
  }
}

const FAILING = { fails: 99 }

function statesOf(tasks: readonly Task[], more: Partial<Flow> = {}): { state: State; runs: Record<string, string> } {
  const { state, runs } = interpret({ id: 'flow', namespace: 'test', revision: 1, tasks, ...more }, { flag: 'on' })
  return {
    state,
    runs: Object.fromEntries([...runs].map(([path, run]) => [path, run.isCertain ? run.state : `${run.state}?`])),
  }
}

describe('the reference interpreter', () => {
  it('stops a sequence at a failure, then runs errors and finally', () => {
    expect(statesOf([act('a'), act('b', FAILING), act('c')], { errors: [act('e')], finally: [act('f')] })).toEqual({
      state: 'FAILED',
      runs: { a: 'SUCCESS', b: 'FAILED', e: 'SUCCESS', f: 'SUCCESS' },
    })
  })

  it('goes on after a failure that is allowed, and ends with a warning', () => {
    expect(statesOf([act('a', { ...FAILING, allowFailure: true }), act('b')])).toEqual({
      state: 'WARNING',
      runs: { a: 'WARNING', b: 'SUCCESS' },
    })
    expect(statesOf([act('a', { ...FAILING, allowFailure: true, allowWarning: true })]).state).toBe('SUCCESS')
  })

  it('tries as often as the nearest policy allows', () => {
    const retry = { type: 'constant', interval: 'PT1S', maxAttempts: 3 } as const
    const flow = {
      id: 'flow',
      namespace: 'test',
      revision: 1,
      tasks: [act('a', { fails: 2 }), act('b', { fails: 2, retry: { ...retry, maxAttempts: 2 } })],
      retry,
    }
    const { runs } = interpret(flow, { flag: 'on' })
    expect(runs.get('a')).toMatchObject({ state: 'SUCCESS', attempts: 3, outputs: { value: 'a', attempt: 3 } })
    expect(runs.get('b')).toMatchObject({ state: 'FAILED', attempts: 2 })
  })

  it('skips what does not hold, and leaves out what is disabled', () => {
    const tasks = [act('a', { disabled: true }), act('b', { runIf: `{{ inputs.flag != 'on' }}` }), act('c')]
    expect(statesOf(tasks)).toEqual({ state: 'SUCCESS', runs: { b: 'SKIPPED', c: 'SUCCESS' } })
  })

  it('gives one task what another left, in its own turn of a loop too', () => {
    const reader = act('b', { value: `{{ outputs.a[taskrun.value].value ?? 'none' }}` })
    const loop = {
      id: 'loop',
      type: 'core/for-each',
      values: ['x', 'y'],
      concurrencyLimit: 0,
      tasks: [act('a', { value: 'left by a' }), reader],
    }
    const flow = {
      id: 'flow',
      namespace: 'test',
      revision: 1,
      tasks: [act('t'), loop, act('u', { value: `{{ outputs.t.value ?? 'none' }}` })],
    }
    const { runs } = interpret(flow, { flag: 'on' })
    expect(runs.get('loop/b#1')?.outputs).toEqual({ value: 'left by a', attempt: 1 })
    expect(runs.get('u')?.outputs).toEqual({ value: 't', attempt: 1 })
  })

  it('knows which lanes a failure beside them may keep from starting, and which it must', () => {
    const parallel = (concurrent: number): Task => ({
      id: 'p',
      type: 'core/parallel',
      concurrent,
      tasks: [act('a', FAILING), act('b'), act('c')],
    })
    expect(statesOf([parallel(0)]).runs).toEqual({ 'p/a': 'FAILED', 'p/b': 'SUCCESS', 'p/c': 'SUCCESS', p: 'FAILED' })
    expect(statesOf([parallel(2)]).runs).toEqual({ 'p/a': 'FAILED', 'p/b': 'SUCCESS', 'p/c': 'SUCCESS?', p: 'FAILED' })
    expect(statesOf([parallel(1)]).runs).toEqual({ 'p/a': 'FAILED', p: 'FAILED' })
  })

  it('says when only a kill ends the flow', () => {
    const flow = (tasks: readonly Task[]): Flow => ({ id: 'flow', namespace: 'test', revision: 1, tasks })
    expect(interpret(flow([act('a', { hangsForever: true })]), { flag: 'on' }).isEndless).toBe(true)
    expect(interpret(flow([act('a')]), { flag: 'on' }).isEndless).toBe(false)
  })
})
