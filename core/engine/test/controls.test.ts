import { describe, expect, it } from 'vitest'
import { flowOf, Scenario, succeed, type Script } from './scenario.ts'

const log = (id: string, rest: object = {}) => ({ id, type: 'core/log', ...rest })
const failing =
  (...ids: string[]): Script =>
  (taskId, attempt, run) =>
    ids.includes(taskId) ? { state: 'FAILED' } : succeed(taskId, attempt, run)
const states = (scenario: Scenario) => scenario.state.header.history.map((entry) => entry.state)

describe('Switch', () => {
  const flow = flowOf([
    {
      id: 'switch',
      type: 'core/switch',
      value: '{{ inputs.x }}',
      cases: { a: [log('on-a')], b: [log('on-b')] },
      defaults: [log('otherwise')],
    },
  ])

  it('runs the tasks of the case that equals its value, else the defaults', () => {
    expect(new Scenario(flow, { x: 'b' }).run().states).toEqual({ switch: 'SUCCESS', 'on-b': 'SUCCESS' })
    const other = new Scenario(flow, { x: 'z' }).run()
    expect(other.states).toEqual({ switch: 'SUCCESS', otherwise: 'SUCCESS' })
    expect(other.runOf('switch')?.outputs).toEqual({ value: 'z', defaults: true })
  })

  it('fails when no case fits and there are no defaults', () => {
    const bare = flowOf([{ id: 'switch', type: 'core/switch', value: 'z', cases: { a: [log('on-a')] } }])
    expect(new Scenario(bare).run().states).toEqual({ switch: 'FAILED' })
  })
})

describe('Dag', () => {
  const entry = (id: string, ...dependsOn: string[]) => ({ task: log(id), dependsOn })
  const flow = flowOf([
    { id: 'dag', type: 'core/dag', tasks: [entry('d', 'b', 'c'), entry('b', 'a'), entry('c', 'a'), entry('a')] },
  ])

  it('starts a task when those that it depends on have ended', () => {
    expect(new Scenario(flow).run().dispatched).toEqual(['a', 'b', 'c', 'd'])
  })

  it('starts nothing more after a failure', () => {
    expect(new Scenario(flow).run(failing('b')).states).toEqual({
      dag: 'FAILED',
      a: 'SUCCESS',
      b: 'FAILED',
      c: 'SUCCESS',
    })
  })
})

describe('the older loops', () => {
  it('EachSequential works on one value after the other, EachParallel on all tasks of all values at once', () => {
    const each = (type: string) => flowOf([{ id: 'each', type, value: '["x", "y"]', tasks: [log('a'), log('b')] }])
    expect(new Scenario(each('io.kestra.plugin.core.flow.EachSequential')).run().dispatched).toEqual([
      'a[x]',
      'b[x]',
      'a[y]',
      'b[y]',
    ])
    const parallel = new Scenario(each('io.kestra.plugin.core.flow.EachParallel'))
    parallel.tell({ kind: 'start' })
    expect(parallel.dispatched).toEqual(['a[x]', 'b[x]', 'a[y]', 'b[y]'])
    expect(parallel.run().state.header.state).toBe('SUCCESS')
  })
})

describe('LoopUntil', () => {
  const loop = (rest: object) =>
    flowOf([
      {
        id: 'loop',
        type: 'core/loop-until',
        condition: '{{ outputs.loop.iterationCount >= 3 }}',
        tasks: [log('a'), log('b')],
        checkFrequency: { interval: 'PT2S' },
        ...rest,
      },
      log('after', { runIf: '{{ outputs.a.value == "a" }}' }),
    ])

  it('repeats its tasks, waiting in between, until its condition holds', () => {
    const scenario = new Scenario(loop({})).run()
    expect(scenario.dispatched).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'after'])
    expect(scenario.runOf('loop')).toMatchObject({ state: 'SUCCESS', outputs: { iterationCount: 3 } })
    expect(scenario.now).toBeGreaterThanOrEqual(5_000)
  })

  it('ends when its turns are used up, in FAILED when told so', () => {
    expect(new Scenario(loop({ checkFrequency: { maxIterations: 2 } })).run().dispatched).toHaveLength(5)
    expect(
      new Scenario(loop({ checkFrequency: { maxIterations: 2 }, failOnMaxReached: true })).run().states['loop'],
    ).toBe('FAILED')
  })

  it('fails with the turn that fails, and runs its errors and finally tasks once', () => {
    const scenario = new Scenario(loop({ errors: [log('e')], finally: [log('f')] })).run(failing('b'))
    expect(scenario.dispatched).toEqual(['a', 'b', 'e', 'f'])
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('that waits for its next turn is ended by a kill', () => {
    const scenario = new Scenario(loop({}))
    scenario.tell({ kind: 'start' })
    scenario.finish(scenario.pending.shift()!, succeed)
    scenario.finish(scenario.pending.shift()!, succeed)
    scenario.tell({ kind: 'kill' })
    expect(scenario.state.header).toMatchObject({ state: 'KILLED', liveCount: 0 })
  })
})

describe('AllowFailure', () => {
  it('ends in WARNING when one of its tasks failed, and the flow goes on', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'allow', type: 'core/allow-failure', tasks: [log('a')], errors: [log('e')] }, log('b')]),
    ).run(failing('a'))
    expect(scenario.states).toEqual({ allow: 'WARNING', a: 'FAILED', e: 'SUCCESS', b: 'SUCCESS' })
    expect(scenario.state.header.state).toBe('WARNING')
  })
})

describe('Pause', () => {
  it('goes on after its delay, with its child tasks first', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'pause', type: 'core/pause', delay: 'PT1S', tasks: [log('a')] }, log('b')]),
    ).run()
    expect(scenario.dispatched).toEqual(['a', 'b'])
    expect(states(scenario)).toEqual(['CREATED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RUNNING', 'SUCCESS'])
    expect(scenario.runOf('pause')?.history.map((entry) => entry.state)).toEqual([
      'CREATED',
      'RUNNING',
      'PAUSED',
      'RESTARTED',
      'RUNNING',
      'SUCCESS',
    ])
  })

  it('fails at its time-out', () => {
    const scenario = new Scenario(flowOf([{ id: 'pause', type: 'core/pause', timeout: 'PT1S' }])).run()
    expect(scenario.states).toEqual({ pause: 'FAILED' })
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('ends as its behavior says when the pause is over', () => {
    const after = (behavior: string) =>
      new Scenario(flowOf([{ id: 'pause', type: 'core/pause', pauseDuration: 'PT1S', behavior }, log('b')])).run().state
        .header.state
    expect(['RESUME', 'WARN', 'FAIL', 'CANCEL'].map(after)).toEqual(['SUCCESS', 'WARNING', 'FAILED', 'CANCELLED'])
  })

  it('lets parallel siblings run on', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'p', type: 'core/parallel', tasks: [{ id: 'pause', type: 'core/pause' }, log('a')] }]),
    ).run()
    expect(scenario.states).toEqual({ p: 'RUNNING', pause: 'PAUSED', a: 'SUCCESS' })
    expect(scenario.state.header.state).toBe('PAUSED')
    scenario.tell({ kind: 'kill' })
    expect(scenario.state.header).toMatchObject({ state: 'KILLED', pauses: 0 })
  })
})

describe('a Dag', () => {
  it('starts nothing that waits for a task that failed as it began', () => {
    const tasks = [
      { task: { id: 'set', type: 'core/labels', labels: { a: 'b' } } },
      { task: { id: 'none', type: 'core/switch', value: 'z', cases: {} } },
      { task: log('b'), dependsOn: ['none'] },
    ]
    const scenario = new Scenario(flowOf([{ id: 'dag', type: 'core/dag', tasks }])).run()
    expect(scenario.states).toEqual({ dag: 'FAILED', set: 'SUCCESS', none: 'FAILED' })
  })
})

describe('a Pause among finally tasks', () => {
  it('is resumed after a kill, and the execution ends killed', () => {
    const scenario = new Scenario(flowOf([log('a')], { finally: [{ id: 'pause', type: 'core/pause' }, log('f')] }))
    scenario.tell({ kind: 'start' })
    scenario.tell({ kind: 'kill' })
    expect(scenario.states).toEqual({ a: 'KILLED', pause: 'PAUSED' })
    scenario.tell({ kind: 'resume' })
    expect(scenario.states).toEqual({ a: 'KILLED', pause: 'SUCCESS', f: 'CREATED' })
  })
})

describe('tasks that change the execution', () => {
  it('Labels adds and replaces labels', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'labels', type: 'core/labels', labels: { team: '{{ inputs.team }}', n: 1 } }], {
        labels: [{ key: 'team', value: 'old' }],
      }),
      { team: 'new' },
    ).run()
    expect(scenario.state.header.labels).toEqual([
      { key: 'team', value: 'new' },
      { key: 'system.correlationId', value: 'exec' },
      { key: 'n', value: '1' },
    ])
    expect(scenario.runOf('labels')?.history.map((entry) => entry.state)).toEqual(['CREATED', 'SUCCESS'])
  })

  it('Labels refuses what is reserved and what is no label', () => {
    const after = (labels: unknown) =>
      new Scenario(flowOf([{ id: 'labels', type: 'core/labels', labels }])).run().states['labels']
    expect([{ 'system.x': '1' }, 'text', ['x']].map(after)).toEqual(['FAILED', 'FAILED', 'FAILED'])
  })

  it('SetVariables and UnsetVariables change what vars gives', () => {
    const scenario = new Scenario(
      flowOf(
        [
          { id: 'set', type: 'core/set-variables', variables: { a: 1, b: 2 } },
          log('sees', { runIf: '{{ vars.a == 1 and vars.c == "flow" }}' }),
          { id: 'unset', type: 'core/unset-variables', variables: ['a'] },
          log('misses', { runIf: '{{ vars.a is defined }}' }),
        ],
        { variables: { c: 'flow' } },
      ),
    ).run()
    expect(scenario.states).toEqual({ set: 'SUCCESS', sees: 'SUCCESS', unset: 'SUCCESS', misses: 'SKIPPED' })
  })

  it('Exit ends the execution in its state, stops what runs, and lets finally run', () => {
    const flow = flowOf(
      [
        { id: 'p', type: 'core/parallel', tasks: [log('a'), { id: 'exit', type: 'core/exit', state: 'WARNING' }] },
        log('b'),
      ],
      { finally: [log('f')] },
    )
    const scenario = new Scenario(flow)
    scenario.tell({ kind: 'start' })
    expect(scenario.states).toEqual({ p: 'WARNING', a: 'KILLED', exit: 'WARNING', f: 'CREATED' })
    scenario.run()
    expect(scenario.state.header.state).toBe('WARNING')
  })
})

describe('service levels', () => {
  const assertion = (behavior: string) => ({
    id: 'level',
    type: 'EXECUTION_ASSERTION',
    assert: '{{ inputs.ok }}',
    behavior,
    labels: { sla: 'violated' },
  })
  const flow = (sla: object) => flowOf([log('a'), log('b')], { sla: [sla], finally: [log('f')] })

  it('that hold change nothing', () => {
    const scenario = new Scenario(flow(assertion('FAIL')), { ok: true }).run()
    expect(scenario.state.header.state).toBe('SUCCESS')
    expect(scenario.state.header.labels.map((label) => label.key)).not.toContain('sla')
  })

  it('that are violated label, fail or cancel the execution, once', () => {
    const after = (behavior: string) => new Scenario(flow(assertion(behavior)), { ok: false }).run().state.header
    expect(['NONE', 'FAIL', 'CANCEL'].map((behavior) => after(behavior).state)).toEqual([
      'SUCCESS',
      'FAILED',
      'CANCELLED',
    ])
    expect(after('NONE').labels.filter((label) => label.key === 'sla')).toEqual([{ key: 'sla', value: 'violated' }])
  })

  it('on the duration are violated by time alone, and finally tasks run still', () => {
    const scenario = new Scenario(flow({ id: 'fast', type: 'MAX_DURATION', duration: 'PT2S', behavior: 'FAIL' }))
    scenario.tell({ kind: 'start' })
    expect(scenario.state.header.dueAt).toBe(3_000)
    scenario.now = 3_000
    scenario.tell({ kind: 'wake' })
    expect(scenario.states).toEqual({ a: 'KILLED', f: 'CREATED' })
    scenario.pending.shift()
    scenario.run()
    expect(scenario.state.header).toMatchObject({ state: 'FAILED', error: { code: 'MR_SLA_VIOLATED' } })
  })
})
