import { describe, expect, it } from 'vitest'
import type { ExecutionId } from '@millrace/model'
import { replay, type ExecutionState } from '../src/index.ts'
import { flowOf, Scenario, succeed, type Script } from './scenario.ts'

const log = (id: string, rest: object = {}) => ({ id, type: 'core/log', ...rest })
/** The first attempt of these tasks fails, later ones succeed. */
const failingOnce =
  (...ids: string[]): Script =>
  (taskId, attempt, run) =>
    ids.includes(taskId) && attempt === 1 ? { state: 'FAILED' } : succeed(taskId, attempt, run)
const headerStates = (scenario: Scenario) => scenario.state.header.history.map((entry) => entry.state)

/** Restarts, and runs on to the end. */
function restarted(scenario: Scenario, script: Script = succeed): Scenario {
  expect(scenario.tell({ kind: 'restart' })).toMatchObject({
    kind: 'changed',
    effects: [{ kind: 'command', command: { kind: 'start' } }],
  })
  scenario.dispatched.length = 0
  scenario.tell({ kind: 'start' })
  return scenario.run(script)
}

describe('a restart', () => {
  it('runs again what failed, and never what succeeded', () => {
    const scenario = new Scenario(flowOf([log('a'), log('b'), log('c')])).run(failingOnce('b'))
    const id = scenario.runOf('b')!.id
    restarted(scenario)
    expect(scenario.dispatched).toEqual(['b', 'c'])
    expect(scenario.runOf('b')).toMatchObject({ id, state: 'SUCCESS', attempts: [{}, {}] })
    expect(headerStates(scenario)).toEqual(['CREATED', 'RUNNING', 'FAILED', 'RESTARTED', 'RUNNING', 'SUCCESS'])
    expect(scenario.state.header.labels).toContainEqual({ key: 'system.restarted', value: 'true' })
  })

  it('forgets what errors and finally tasks did, and runs them again where they are due', () => {
    const flow = flowOf(
      [
        { id: 's', type: 'core/sequential', tasks: [log('a'), log('b')], errors: [log('e')], finally: [log('f')] },
        log('c'),
      ],
      { errors: [log('E')] },
    )
    const scenario = new Scenario(flow).run(failingOnce('b'))
    expect(Object.keys(scenario.states)).toEqual(['s', 'a', 'b', 'e', 'f', 'E'])
    scenario.tell({ kind: 'restart' })
    expect(scenario.states).toEqual({ s: 'RUNNING', a: 'SUCCESS', b: 'RESTARTED' })
    scenario.dispatched.length = 0
    scenario.tell({ kind: 'start' })
    scenario.run()
    expect(scenario.dispatched).toEqual(['b', 'f', 'c'])
    expect(scenario.state.header).toMatchObject({ state: 'SUCCESS', liveCount: 0, taskRunCount: 5 })
  })

  it('goes on with the turns of a loop that a failure elsewhere had cut short', () => {
    const flow = flowOf([
      { id: 'each', type: 'core/for-each', values: ['x', 'y'], concurrencyLimit: 0, tasks: [log('a'), log('b')] },
    ])
    const onlyX: Script = (taskId, attempt, run) =>
      taskId === 'a' && run.value === 'x' && attempt === 1 ? { state: 'FAILED' } : succeed(taskId, attempt, run)
    const scenario = new Scenario(flow).run(onlyX)
    expect(scenario.states).toEqual({ each: 'FAILED', 'a[x]': 'FAILED', 'a[y]': 'SUCCESS' })
    restarted(scenario)
    expect(scenario.dispatched.toSorted()).toEqual(['a[x]', 'b[x]', 'b[y]'])
    expect(scenario.state.header.state).toBe('SUCCESS')
  })

  it('opens a control again that had failed before it began', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'switch', type: 'core/switch', value: 'z', cases: { a: [log('on-a')] } }]),
    ).run()
    expect(restarted(scenario).states).toEqual({ switch: 'FAILED' })
  })

  it('works twice, and after a kill', () => {
    const twice = new Scenario(flowOf([log('a')])).run(() => ({ state: 'FAILED' }))
    restarted(twice, () => ({ state: 'FAILED' }))
    expect(restarted(twice).runOf('a')?.attempts).toHaveLength(3)
    const killed = new Scenario(flowOf([{ id: 'p', type: 'core/parallel', tasks: [log('a'), log('b')] }]))
    killed.tell({ kind: 'start' })
    killed.tell({ kind: 'kill' })
    killed.pending.length = 0
    expect(restarted(killed).state.header.state).toBe('SUCCESS')
  })

  it('of a Dag runs what waited for the task that failed', () => {
    const dag = {
      id: 'dag',
      type: 'core/dag',
      tasks: [{ task: log('a') }, { task: log('b'), dependsOn: ['a'] }, { task: log('c') }],
    }
    const scenario = new Scenario(flowOf([dag])).run(failingOnce('a'))
    expect(scenario.states).toEqual({ dag: 'FAILED', a: 'FAILED', c: 'SUCCESS' })
    restarted(scenario)
    expect(scenario.dispatched).toEqual(['a', 'b'])
    expect(scenario.states).toEqual({ dag: 'SUCCESS', a: 'SUCCESS', b: 'SUCCESS', c: 'SUCCESS' })
  })

  it('runs nothing again of a container that was killed when its tasks had succeeded', () => {
    const flow = flowOf([{ id: 's', type: 'core/sequential', tasks: [log('a')], finally: [log('f')] }, log('b')])
    const scenario = new Scenario(flow)
    scenario.tell({ kind: 'start' })
    scenario.finish(scenario.pending.shift()!, succeed)
    scenario.tell({ kind: 'kill' })
    scenario.run()
    expect(scenario.states).toEqual({ s: 'KILLED', a: 'SUCCESS', f: 'SUCCESS' })
    restarted(scenario)
    expect(scenario.dispatched).toEqual(['f', 'b'])
    expect(scenario.state.header).toMatchObject({ state: 'SUCCESS', liveCount: 0 })
  })

  it('of a LoopUntil goes on with its turns, and keeps the warnings of those before', () => {
    const flow = flowOf([
      {
        id: 'loop',
        type: 'core/loop-until',
        condition: '{{ outputs.loop.iterationCount >= 2 }}',
        tasks: [log('a'), log('b')],
      },
    ])
    const warnsThenFails: Script = (taskId, attempt, run) => {
      if (taskId === 'a' && run.iteration === 0) return { state: 'WARNING' }
      return taskId === 'b' && run.iteration === 1 && attempt === 1
        ? { state: 'FAILED' }
        : succeed(taskId, attempt, run)
    }
    const scenario = new Scenario(flow).run(warnsThenFails)
    restarted(scenario, warnsThenFails)
    expect(scenario.dispatched).toEqual(['b'])
    expect(scenario.runOf('loop')).toMatchObject({ state: 'WARNING', outputs: { iterationCount: 2 } })
  })

  it('that comes to the Exit again runs nothing that the Exit stops', () => {
    const exit = { id: 'exit', type: 'core/exit', state: 'FAILED' }
    const lane = { id: 's', type: 'core/sequential', tasks: [log('x'), exit] }
    const scenario = new Scenario(flowOf([{ id: 'p', type: 'core/parallel', tasks: [log('a'), lane, log('b')] }]))
    scenario.tell({ kind: 'start' })
    scenario.finish(scenario.pending.splice(2, 1)[0]!, succeed)
    expect(scenario.states).toMatchObject({ p: 'FAILED', a: 'KILLED', x: 'SUCCESS', exit: 'FAILED', b: 'KILLED' })
    // The order in which a repository gives task runs is its own.
    const { runs } = scenario.state.table
    const reversed = [...runs].toReversed()
    runs.clear()
    for (const [id, run] of reversed) runs.set(id, run)
    scenario.pending.length = 0
    restarted(scenario)
    expect(scenario.states).toMatchObject({ p: 'FAILED', a: 'KILLED', exit: 'FAILED', b: 'KILLED' })
    expect(scenario.state.header).toMatchObject({ state: 'FAILED', liveCount: 0 })
  })

  it('leaves a failure that was forgiven, since others went on after it', () => {
    const flow = flowOf([{ id: 'allow', type: 'core/allow-failure', tasks: [log('a')] }, log('b'), log('c')])
    const scenario = restarted(new Scenario(flow).run(failingOnce('a', 'b')))
    expect(scenario.dispatched).toEqual(['b', 'c'])
    expect(scenario.states).toEqual({ allow: 'WARNING', a: 'FAILED', b: 'SUCCESS', c: 'SUCCESS' })
  })

  it('keeps the attempts of a Sleep that was killed', () => {
    const scenario = new Scenario(flowOf([{ id: 'sleep', type: 'core/sleep', duration: 'PT1S' }]))
    scenario.tell({ kind: 'start' })
    scenario.tell({ kind: 'kill' })
    expect(restarted(scenario).runOf('sleep')?.attempts).toMatchObject([
      { history: [{ state: 'RUNNING' }, { state: 'KILLED' }] },
      { history: [{ state: 'RUNNING' }, { state: 'SUCCESS' }] },
    ])
  })

  it('takes no end of an attempt that was before it', () => {
    const scenario = new Scenario(flowOf([log('a')])).run(failingOnce('a'))
    const late = { taskRunId: scenario.runOf('a')!.id, attempt: 1 }
    scenario.tell({ kind: 'restart' })
    expect(scenario.finish(late, succeed)).toMatchObject({ kind: 'refused', code: 'MR_COMMAND_STALE' })
  })

  it('that is killed before it begins ends, whatever it would have gone on with', () => {
    const flow = flowOf([
      { id: 'each', type: 'core/for-each', values: ['x', 'y'], concurrencyLimit: 0, tasks: [log('a'), log('b')] },
    ])
    const onlyX: Script = (taskId, _attempt, run) =>
      taskId === 'a' && run.value === 'x' ? { state: 'FAILED' } : succeed(taskId, 1, run)
    const scenario = new Scenario(flow).run(onlyX)
    scenario.tell({ kind: 'restart' })
    scenario.tell({ kind: 'kill' })
    expect(scenario.states).toEqual({ each: 'KILLED', 'a[x]': 'KILLED', 'a[y]': 'SUCCESS' })
    expect(scenario.state.header).toMatchObject({ state: 'KILLED', liveCount: 0 })
  })

  it('is refused while it runs, and when nothing failed', () => {
    const scenario = new Scenario(flowOf([log('a')]))
    scenario.tell({ kind: 'start' })
    expect(scenario.tell({ kind: 'restart' })).toMatchObject({ kind: 'refused', code: 'MR_EXECUTION_STATE' })
    expect(scenario.run().tell({ kind: 'restart' })).toMatchObject({
      kind: 'refused',
      code: 'MR_EXECUTION_NOTHING_TO_RESTART',
    })
  })
})

describe('a change of state', () => {
  it('lets the flow go on from a task run that is said to have succeeded', () => {
    const scenario = new Scenario(flowOf([log('a'), log('b')])).run(failingOnce('a'))
    scenario.tell({ kind: 'change-state', taskRunId: scenario.runOf('a')!.id, state: 'SUCCESS' })
    scenario.dispatched.length = 0
    scenario.tell({ kind: 'start' })
    expect(scenario.run().dispatched).toEqual(['b'])
    expect(scenario.state.header.state).toBe('SUCCESS')
  })

  it('fails what was fine when a task run is said to have failed', () => {
    const scenario = new Scenario(flowOf([{ id: 's', type: 'core/sequential', tasks: [log('a')] }])).run()
    scenario.tell({ kind: 'change-state', taskRunId: scenario.runOf('a')!.id, state: 'FAILED' })
    expect(scenario.states).toEqual({ s: 'RUNNING', a: 'FAILED' })
    scenario.tell({ kind: 'start' })
    expect(scenario.states).toEqual({ s: 'FAILED', a: 'FAILED' })
    expect(scenario.state.header.state).toBe('FAILED')
  })

  it('of the execution as a whole changes nothing below it', () => {
    const scenario = new Scenario(flowOf([log('a')])).run()
    scenario.tell({ kind: 'change-status', state: 'WARNING' })
    expect(scenario.state.header.state).toBe('WARNING')
    expect(scenario.states).toEqual({ a: 'SUCCESS' })
  })
})

describe('a resume', () => {
  it('goes on with a Pause and gives it the inputs', () => {
    const scenario = new Scenario(
      flowOf([{ id: 'pause', type: 'core/pause' }, log('b', { runIf: '{{ outputs.pause.onResume.ok }}' })]),
    )
    scenario.tell({ kind: 'start' })
    expect(scenario.state.header.state).toBe('PAUSED')
    scenario.tell({ kind: 'resume', inputs: { ok: true } })
    expect(scenario.run().states).toEqual({ pause: 'SUCCESS', b: 'SUCCESS' })
    expect(scenario.runOf('pause')?.outputs).toMatchObject({ onResume: { ok: true }, resumed: { to: 'RUNNING' } })
    expect(scenario.tell({ kind: 'resume' })).toMatchObject({ kind: 'refused', code: 'MR_EXECUTION_STATE' })
  })
})

describe('a replay', () => {
  function replayed(
    scenario: Scenario,
    taskId: string,
    value?: string,
  ): { scenario: Scenario; before: ExecutionState } {
    const before = scenario.state
    const made = replay({
      plan: scenario.plan,
      state: before,
      id: 'again' as ExecutionId,
      taskRunId: scenario.runOf(taskId, value)!.id,
      now: scenario.now,
      facts: scenario.facts,
    })
    if (made.kind !== 'value') throw new TypeError(`expected a state, got ${made.kind}`)
    scenario.state = made.state
    scenario.dispatched.length = 0
    return { scenario, before }
  }

  it('takes over what came before the task, with ids of its own, and runs the rest', () => {
    const { scenario, before } = replayed(new Scenario(flowOf([log('a'), log('b'), log('c')])).run(), 'b')
    expect(scenario.states).toEqual({ a: 'SUCCESS', b: 'RESTARTED' })
    expect(scenario.runOf('a')?.id).not.toBe([...before.table.runs.values()][0]?.id)
    expect(scenario.state.header).toMatchObject({
      id: 'again',
      parentId: 'exec',
      originalId: 'exec',
      state: 'RESTARTED',
    })
    scenario.tell({ kind: 'start' })
    expect(scenario.run().dispatched).toEqual(['b', 'c'])
    expect(scenario.state.header).toMatchObject({ state: 'SUCCESS', liveCount: 0, taskRunCount: 3 })
    expect(before.header.state).toBe('SUCCESS')
  })

  it('keeps the parallel siblings of the task, and what they left', () => {
    const flow = flowOf([
      {
        id: 'p',
        type: 'core/parallel',
        tasks: [
          log('a'),
          { id: 's', type: 'core/sequential', tasks: [log('b'), log('c', { runIf: '{{ outputs.a.value == "a" }}' })] },
        ],
      },
      log('d'),
    ])
    const { scenario } = replayed(new Scenario(flow).run(), 's')
    expect(scenario.states).toEqual({ p: 'RUNNING', a: 'SUCCESS', s: 'RUNNING' })
    scenario.tell({ kind: 'start' })
    expect(scenario.run().dispatched).toEqual(['b', 'c', 'd'])
    expect(scenario.state.header.state).toBe('SUCCESS')
  })

  it('in a loop in order forgets the later turns', () => {
    const flow = flowOf([{ id: 'each', type: 'core/for-each', values: ['x', 'y', 'z'], tasks: [log('a'), log('b')] }])
    const { scenario } = replayed(new Scenario(flow).run(), 'b', 'y')
    expect(scenario.states).toEqual({
      each: 'RUNNING',
      'a[x]': 'SUCCESS',
      'b[x]': 'SUCCESS',
      'a[y]': 'SUCCESS',
      'b[y]': 'RESTARTED',
    })
    scenario.tell({ kind: 'start' })
    expect(scenario.run().dispatched).toEqual(['b[y]', 'a[z]', 'b[z]'])
  })
})
