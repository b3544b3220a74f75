import { describe, expect, it } from 'vitest'
import { toDocument } from '../src/index.ts'
import { flowOf, Scenario, succeed, WORKER, type Script } from './scenario.ts'

const log = (id: string, rest: object = {}) => ({ id, type: 'core/log', ...rest })
const failing =
  (...ids: string[]): Script =>
  (taskId, attempt, run) =>
    ids.includes(taskId) ? { state: 'FAILED' } : succeed(taskId, attempt, run)

describe('a sequence', () => {
  it('runs its tasks one after the other and ends in SUCCESS', () => {
    const scenario = new Scenario(flowOf([log('a'), log('b'), log('c')])).run()
    expect(scenario.states).toEqual({ a: 'SUCCESS', b: 'SUCCESS', c: 'SUCCESS' })
    expect(scenario.state.header.history.map((entry) => entry.state)).toEqual(['CREATED', 'RUNNING', 'SUCCESS'])
  })

  it('starts nothing after a task that failed', () => {
    const scenario = new Scenario(flowOf([log('a'), log('b')])).run(failing('a'))
    expect(scenario.states).toEqual({ a: 'FAILED' })
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('goes on after a failure that is allowed, and ends in WARNING', () => {
    const scenario = new Scenario(flowOf([log('a', { allowFailure: true }), log('b')])).run(failing('a'))
    expect(scenario.states).toEqual({ a: 'WARNING', b: 'SUCCESS' })
    expect(scenario.state.header.state).toBe('WARNING')
  })

  it('leaves out a disabled task', () => {
    expect(new Scenario(flowOf([log('a'), log('b', { disabled: true }), log('c')])).run().states).toEqual({
      a: 'SUCCESS',
      c: 'SUCCESS',
    })
  })

  it('skips a task whose condition is false and fails one whose condition cannot be evaluated', () => {
    const skipped = new Scenario(flowOf([log('a', { runIf: '{{ inputs.go }}' }), log('b')]), { go: false }).run()
    expect(skipped.states).toEqual({ a: 'SKIPPED', b: 'SUCCESS' })
    const failed = new Scenario(flowOf([log('a', { runIf: '{{ inputs.nothing }}' }), log('b')])).run()
    expect(failed.states).toEqual({ a: 'FAILED' })
  })
})

describe('flowables', () => {
  it('Parallel starts all children at once, or as many as it may', () => {
    const tasks = [log('a'), log('b'), log('c')]
    const all = new Scenario(flowOf([{ id: 'p', type: 'core/parallel', tasks }]))
    all.tell({ kind: 'start' })
    expect(all.dispatched).toEqual(['a', 'b', 'c'])
    const two = new Scenario(flowOf([{ id: 'p', type: 'core/parallel', concurrent: 2, tasks }]))
    two.tell({ kind: 'start' })
    expect(two.dispatched).toEqual(['a', 'b'])
    expect(two.run().states).toEqual({ p: 'SUCCESS', a: 'SUCCESS', b: 'SUCCESS', c: 'SUCCESS' })
  })

  it('a parent never ends before its last child', () => {
    const scenario = new Scenario(flowOf([{ id: 'p', type: 'core/parallel', tasks: [log('a'), log('b')] }]))
    scenario.tell({ kind: 'start' })
    const [first, second] = scenario.pending
    scenario.finish(first!, failing('a'))
    expect(scenario.states).toEqual({ p: 'RUNNING', a: 'FAILED', b: 'CREATED' })
    scenario.finish(second!, succeed)
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('If runs the branch that its condition chooses, and tells which', () => {
    const flow = flowOf([
      { id: 'if', type: 'core/if', condition: '{{ inputs.x > 1 }}', then: [log('yes')], else: [log('no')] },
    ])
    expect(new Scenario(flow, { x: 2 }).run().states).toEqual({ if: 'SUCCESS', yes: 'SUCCESS' })
    const other = new Scenario(flow, { x: 1 }).run()
    expect(other.states).toEqual({ if: 'SUCCESS', no: 'SUCCESS' })
    expect(other.runOf('if')?.outputs).toEqual({ evaluationResult: false })
  })

  it('ForEach works on its values in order, with as many turns at once as it may', () => {
    const each = (limit: number) =>
      flowOf([
        { id: 'each', type: 'core/for-each', values: ['x', 'y'], concurrencyLimit: limit, tasks: [log('a'), log('b')] },
      ])
    expect(new Scenario(each(1)).run().dispatched).toEqual(['a[x]', 'b[x]', 'a[y]', 'b[y]'])
    expect(new Scenario(each(0)).run().dispatched).toEqual(['a[x]', 'a[y]', 'b[x]', 'b[y]'])
  })

  it('ForEach takes its values from an expression, and fails on null', () => {
    const flow = (values: unknown) => flowOf([{ id: 'each', type: 'core/for-each', values, tasks: [log('a')] }])
    expect(new Scenario(flow('{{ inputs.list }}'), { list: ['p', { q: 1 }] }).run().states).toEqual({
      each: 'SUCCESS',
      'a[p]': 'SUCCESS',
      'a[{"q":1}]': 'SUCCESS',
    })
    expect(new Scenario(flow('[]')).run().states).toEqual({ each: 'SUCCESS' })
    expect(new Scenario(flow(['a', null])).run().states).toEqual({ each: 'FAILED' })
  })

  it('outputs of a loop are found by value, from inside and from after it', () => {
    const scenario = new Scenario(
      flowOf([
        {
          id: 'each',
          type: 'core/for-each',
          values: ['x', 'y'],
          tasks: [
            log('a'),
            {
              id: 'if',
              type: 'core/if',
              condition: '{{ outputs.a[taskrun.value].value == "a" }}',
              then: [log('seen', { runIf: '{{ parent.taskrun.value == "y" }}' })],
            },
          ],
        },
        log('after', { runIf: '{{ outputs.a.x.value == "a" and tasks.a.y.state == "SUCCESS" }}' }),
      ]),
    ).run()
    expect(scenario.state.header.state).toBe('SUCCESS')
    expect(
      [...scenario.state.table.runs.values()].filter((run) => run.taskId === 'seen').map((run) => run.state),
    ).toEqual(['SKIPPED', 'SUCCESS'])
    expect(scenario.states['after']).toBe('SUCCESS')
  })

  it('Sleep waits for its duration without a worker', () => {
    const scenario = new Scenario(flowOf([{ id: 'sleep', type: 'core/sleep', duration: 'PT5S' }, log('a')]))
    scenario.tell({ kind: 'start' })
    expect(scenario.dispatched).toEqual([])
    expect(scenario.tell({ kind: 'wake', taskRunId: scenario.runOf('sleep')!.id }).kind).toBe('unchanged')
    scenario.now += 5_000
    scenario.tell({ kind: 'wake' })
    expect(scenario.dispatched).toEqual(['a'])
  })
})

describe('failures', () => {
  const guarded = flowOf([log('a'), log('b')], { errors: [log('e1'), log('e2')], finally: [log('f')] })

  it('run the errors tasks, then the finally tasks, and keep FAILED', () => {
    const scenario = new Scenario(guarded).run(failing('a'))
    expect(scenario.states).toEqual({ a: 'FAILED', e1: 'SUCCESS', e2: 'SUCCESS', f: 'SUCCESS' })
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('finally runs without errors tasks when nothing failed', () => {
    expect(new Scenario(guarded).run().states).toEqual({ a: 'SUCCESS', b: 'SUCCESS', f: 'SUCCESS' })
  })

  it('inside a flowable run its own errors tasks, then those above it', () => {
    const inner = { id: 'seq', type: 'core/sequential', tasks: [log('a')], errors: [log('local')] }
    expect(new Scenario(flowOf([inner], { errors: [log('global')] })).run(failing('a')).states).toEqual({
      seq: 'FAILED',
      a: 'FAILED',
      local: 'SUCCESS',
      global: 'SUCCESS',
    })
  })

  it('errors tasks begin while a sibling still runs', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'p', type: 'core/parallel', tasks: [log('a'), log('b')], errors: [log('e')] }]),
    )
    scenario.tell({ kind: 'start' })
    scenario.finish(scenario.pending.shift()!, failing('a'))
    expect(scenario.dispatched).toEqual(['a', 'b', 'e'])
    expect(scenario.run().states).toEqual({ p: 'FAILED', a: 'FAILED', b: 'SUCCESS', e: 'SUCCESS' })
  })
})

describe('retries', () => {
  const retry = { type: 'constant', interval: 'PT1S', maxAttempt: 3 } as const

  it('try again after the interval, at most as often as allowed', () => {
    const scenario = new Scenario(flowOf([log('a', { retry })])).run(failing('a'))
    const run = scenario.runOf('a')!
    expect(run.attempts.map((attempt) => attempt.history.at(-1)?.state)).toEqual(['FAILED', 'FAILED', 'FAILED'])
    expect(run.state).toBe('FAILED')
    expect(scenario.now).toBeGreaterThanOrEqual(3_000)
  })

  it('end in WARNING when told to warn', () => {
    const script: Script = (_task, attempt) => ({ state: attempt < 3 ? 'FAILED' : 'SUCCESS' })
    expect(new Scenario(flowOf([log('a', { retry: { ...retry, warningOnRetry: true } })])).run(script).states).toEqual({
      a: 'WARNING',
    })
  })

  it('stop when the next attempt would pass maxDuration', () => {
    const short = { type: 'constant', interval: 'PT1S', maxDuration: 'PT2.5S' } as const
    expect(new Scenario(flowOf([log('a', { retry: short })])).run(failing('a')).runOf('a')?.attempts).toHaveLength(3)
  })

  it('are inherited from the nearest flowable that has one', () => {
    const scenario = new Scenario(flowOf([{ id: 's', type: 'core/sequential', retry, tasks: [log('a')] }])).run(
      failing('a'),
    )
    expect(scenario.runOf('a')?.attempts).toHaveLength(3)
  })

  it('count no end of an earlier attempt', () => {
    const scenario = new Scenario(flowOf([log('a', { retry })]))
    scenario.tell({ kind: 'start' })
    const first = scenario.pending.shift()!
    scenario.finish(first, failing('a'))
    expect(scenario.finish(first, succeed)).toMatchObject({ kind: 'refused', code: 'MR_COMMAND_STALE' })
    scenario.now += 1_000
    scenario.tell({ kind: 'wake' })
    expect(scenario.finish(first, succeed)).toMatchObject({ kind: 'refused' })
    expect(scenario.run().states).toEqual({ a: 'SUCCESS' })
  })
})

describe('a kill', () => {
  const nested = flowOf(
    [
      {
        id: 'p',
        type: 'core/parallel',
        tasks: [
          log('a'),
          { id: 's', type: 'core/sequential', tasks: [{ id: 'z', type: 'core/sleep', duration: 'PT1H' }, log('b')] },
        ],
      },
      log('c'),
    ],
    { finally: [log('f')] },
  )

  it('ends everything below, starts nothing new, and runs finally once', () => {
    const scenario = new Scenario(nested)
    scenario.tell({ kind: 'start' })
    const decision = scenario.tell({ kind: 'kill' })
    expect(decision).toMatchObject({ kind: 'changed', effects: [{ kind: 'cancel' }, { kind: 'dispatch' }] })
    expect(scenario.states).toEqual({ p: 'KILLED', a: 'KILLED', s: 'KILLED', z: 'KILLED', f: 'CREATED' })
    scenario.pending.shift()
    scenario.run()
    expect(scenario.states['f']).toBe('SUCCESS')
    expect(scenario.state.header.history.map((entry) => entry.state)).toEqual([
      'CREATED',
      'RUNNING',
      'KILLING',
      'KILLED',
    ])
  })

  it('waits for a worker that is known to run an attempt', () => {
    const scenario = new Scenario(flowOf([log('a')]))
    scenario.tell({ kind: 'start' })
    const effect = scenario.pending.shift()!
    scenario.tell({
      kind: 'attempt-started',
      taskRunId: effect.taskRunId,
      attempt: effect.attempt,
      at: scenario.now,
      worker: WORKER,
    })
    scenario.tell({ kind: 'kill' })
    expect(scenario.state.header.state).toBe('KILLING')
    scenario.finish(effect, () => ({ state: 'KILLED' }))
    expect(scenario.state.header.state).toBe('KILLED')
  })

  it('given twice stops the finally tasks too', () => {
    const scenario = new Scenario(nested)
    scenario.tell({ kind: 'start' })
    scenario.tell({ kind: 'kill' })
    scenario.tell({ kind: 'kill' })
    expect(scenario.states['f']).toBe('KILLED')
    expect(scenario.state.header.state).toBe('KILLED')
  })

  it('of an ended execution is refused', () => {
    const scenario = new Scenario(flowOf([log('a')])).run()
    expect(scenario.tell({ kind: 'kill' })).toMatchObject({ kind: 'refused', code: 'MR_EXECUTION_STATE' })
  })
})

describe('the end of an execution', () => {
  it('renders the outputs of the flow', () => {
    const flow = flowOf([log('a')], { outputs: [{ id: 'out', type: 'STRING', value: '{{ outputs.a.value }}!' }] })
    expect(toDocument(new Scenario(flow).run().state, 5_000).outputs).toEqual({ out: 'a!' })
  })

  it('is FAILED when an output cannot be rendered', () => {
    const scenario = new Scenario(flowOf([log('a')], { outputs: [{ id: 'out', value: '{{ nothing.here }}' }] })).run()
    expect(scenario.state.header).toMatchObject({ state: 'FAILED', error: { code: 'MR_EXPRESSION' } })
  })
})

describe('an attempt whose worker is lost', () => {
  const retry = { type: 'constant', interval: 'PT1S', maxAttempts: 3 } as const
  function held(once: boolean): Scenario {
    const scenario = new Scenario(flowOf([log('a', { retry })]))
    scenario.tell({ kind: 'start' })
    const { taskRunId, attempt } = scenario.pending.shift()!
    scenario.tell({
      kind: 'attempt-started',
      taskRunId,
      attempt,
      at: scenario.now,
      worker: WORKER,
      ...(once ? { once } : {}),
    })
    scenario.dispatched.length = 0
    scenario.tell({ kind: 'attempt-lost', taskRunId, attempt, worker: WORKER })
    return scenario
  }

  it('is handed out again', () => {
    expect(held(false).dispatched).toEqual(['a'])
  })

  it('fails without a retry when it must not run twice', () => {
    const scenario = held(true)
    expect(scenario.runOf('a')).toMatchObject({ state: 'FAILED', error: { code: 'MR_TASK_LOST' } })
    expect(scenario.state.header.state).toBe('FAILED')
  })
})
