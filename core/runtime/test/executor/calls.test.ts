// Flows that call others, on all three ways in which commands leave an executor; crashes on either side of a call.

import { describe, expect, it } from 'vitest'
import type { ExecutionDocument, ExecutionId, Task } from '@millrace/model'
import { echo, Rig, statesOf, type RunningProcess, type StartOptions } from '../rig/rig.ts'

const SEPARATE: StartOptions = { dispatch: 'separate', capabilities: { joinedQueue: false, isShared: true } }
const WAYS: readonly (readonly [string, StartOptions])[] = [
  ['in memory', {}],
  ['through a joined queue', { dispatch: 'joined' }],
  ['through a separate queue', SEPARATE],
]

const subflow = (flowId: string, rest: object = {}): Task => ({
  id: 'call',
  type: 'core/subflow',
  namespace: 'test',
  flowId,
  ...rest,
})

async function executionsOf({ repository }: RunningProcess, flowId: string): Promise<readonly string[]> {
  const page = await repository.executions.page({ flowId }, { by: 'id', direction: 'asc' }, { size: 100 })
  return page.items.map(({ id }) => id)
}

async function childOf(rig: Rig, running: RunningProcess): Promise<ExecutionDocument> {
  await rig.time.until(async () => (await executionsOf(running, 'child')).length > 0)
  const [id = ''] = await executionsOf(running, 'child')
  return running.runtime.executions.document(id)
}

const outputsOf = (document: ExecutionDocument) => document.taskRunList[0]?.outputs
const setAside = async ({ repository }: RunningProcess) => (await repository.setAside.page({ size: 10 })).items

/** A child that lasts for an hour. */
function sleeping(rig: Rig, rest: object = {}): void {
  rig.flow('child', [{ id: 'rest', type: 'core/sleep', duration: 'PT1H' }], rest)
  rig.flow('parent', [subflow('child'), echo('after')])
}

describe.each(WAYS)('a call with commands %s', (_way, options) => {
  it('runs the other flow with its inputs and takes over its outputs', async () => {
    const rig = new Rig()
    const inputs = [{ id: 'x', type: 'INT' }]
    rig.flow('child', [echo('a', '{{ inputs.x + 1 }}')], {
      inputs,
      outputs: [{ id: 'y', value: '{{ outputs.a.value }}' }],
    })
    rig.flow('parent', [subflow('child', { inputs: { x: '41' } }), echo('after', '{{ outputs.call.outputs.y }}')])
    const running = await rig.start(options)
    const done = await rig.run(running, 'parent')
    const child = await childOf(rig, running)
    expect(statesOf(done)).toEqual(['call:SUCCESS', 'after:SUCCESS'])
    expect(outputsOf(done)).toEqual({ executionId: child.id, state: 'SUCCESS', outputs: { y: '42' } })
    expect(done.taskRunList[1]?.outputs).toEqual({ value: '42' })
    expect(child.inputs).toEqual({ x: 41 })
    expect(child.trigger).toMatchObject({ id: 'call', variables: { executionId: done.id, flowId: 'parent' } })
    expect(child.labels).toContainEqual({ key: 'system.correlationId', value: done.id })
    expect(await setAside(running)).toEqual([])
    await rig.stop(running)
  })

  it('ends as the other flow did', async () => {
    const rig = new Rig()
    rig.task('test/fail', () => {
      throw new TypeError('broken')
    })
    rig.flow('child', [{ id: 'fail', type: 'test/fail' }])
    rig.flow('parent', [subflow('child'), echo('after')])
    rig.flow('brave', [subflow('child', { transmitFailed: false }), echo('after')])
    const running = await rig.start(options)
    expect(statesOf(await rig.run(running, 'parent'))).toEqual(['call:FAILED'])
    expect(statesOf(await rig.run(running, 'brave'))).toEqual(['call:SUCCESS', 'after:SUCCESS'])
    await rig.stop(running)
  })

  it('fails with the reason in its log when there is no such flow, or the inputs do not fit', async () => {
    const rig = new Rig()
    rig.flow('child', [echo('a')], { inputs: [{ id: 'x', type: 'INT' }] })
    rig.flow('lost', [subflow('nowhere')])
    rig.flow('wrong', [subflow('child', { inputs: { x: 'no number' } })])
    const running = await rig.start(options)
    for (const [flow, reason] of [
      ['lost', /no flow test.nowhere/],
      ['wrong', /`?x`?/],
    ] as const) {
      const done = await rig.run(running, flow)
      expect(statesOf(done)).toEqual(['call:FAILED'])
      const logs = await running.repository.logs.page({ executionId: done.id }, { size: 10 })
      expect(logs.items.map(({ message }) => message).join()).toMatch(reason)
    }
    expect(await executionsOf(running, 'child')).toEqual([])
    expect(await setAside(running)).toEqual([])
    await rig.stop(running)
  })

  it('goes on at once where it does not wait', async () => {
    const rig = new Rig()
    sleeping(rig)
    rig.flow('parent', [subflow('child', { wait: false }), echo('after')])
    const running = await rig.start(options)
    const startedAt = rig.time.now
    const done = await rig.run(running, 'parent')
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.time.now - startedAt).toBeLessThan(2_000)
    expect(outputsOf(done)).toEqual({ executionId: (await childOf(rig, running)).id })
    await rig.stop(running)
  })

  it('is killed with what it calls, and ends after it', async () => {
    const rig = new Rig()
    sleeping(rig, { finally: [echo('last')] })
    const running = await rig.start(options)
    const { id } = await rig.create(running, 'parent')
    const child = await childOf(rig, running)
    await rig.time.of(running.runtime.executions.kill(id))
    const done = await rig.time.of(running.runtime.executions.waitFor(id))
    expect(done.state.current).toBe('KILLED')
    expect((await running.runtime.executions.document(child.id)).state.current).toBe('KILLED')
    expect(rig.journal).toEqual(['last:1'])
    await rig.stop(running)
  })

  it('restarts the same execution when it is restarted', async () => {
    const rig = new Rig()
    let failures = 1
    rig.task('test/flaky', () => {
      failures -= 1
      if (failures >= 0) throw new TypeError('not yet')
      return {}
    })
    rig.flow('child', [echo('before'), { id: 'flaky', type: 'test/flaky' }])
    rig.flow('parent', [subflow('child'), echo('after')])
    const running = await rig.start(options)
    const failed = await rig.run(running, 'parent')
    expect(failed.state.current).toBe('FAILED')
    await rig.time.of(running.runtime.executions.restart(failed.id))
    const done = await rig.time.of(running.runtime.executions.waitFor(failed.id))
    expect(statesOf(done)).toEqual(['call:SUCCESS', 'after:SUCCESS'])
    expect(await executionsOf(running, 'child')).toHaveLength(1)
    expect(rig.journal).toEqual(['before:1', 'after:1'])
    await rig.stop(running)
  })

  it('makes one execution however often it is told', async () => {
    const rig = new Rig()
    sleeping(rig)
    const running = await rig.start(options)
    const { id } = await rig.create(running, 'parent')
    const child = await childOf(rig, running)
    const command = {
      kind: 'call',
      namespace: 'test',
      flowId: 'child',
      inputs: {},
      labels: [],
      trigger: child.trigger,
      caller: { executionId: id, taskRunId: child.trigger?.variables?.['taskRunId'], attempt: 1, waits: true },
      kills: 0,
    }
    const message = {
      topic: 'commands',
      key: `execution:${child.id}`,
      body: JSON.stringify({ format: 1, command }),
    }
    await running.queue.publish([message, message])
    await rig.time.until(async () => (await running.queue.depth('commands', 'executor')) === 0)
    expect(await executionsOf(running, 'child')).toEqual([child.id])
    const done = await rig.time.of(running.runtime.executions.waitFor(id), 7_200_000)
    expect(done.state.current).toBe('SUCCESS')
    await running.queue.publish([message])
    await rig.time.until(async () => (await running.queue.depth('commands', 'executor')) === 0)
    expect(await setAside(running)).toEqual([])
    await rig.stop(running)
  })

  it('leaves nothing aside when who called was removed', async () => {
    const rig = new Rig()
    sleeping(rig)
    const running = await rig.start(options)
    const { id } = await rig.create(running, 'parent')
    const child = await childOf(rig, running)
    await running.repository.executions.remove(id)
    await rig.time.of(running.runtime.executions.waitFor(child.id), 7_200_000)
    await rig.time.until(async () => (await running.queue.depth('commands', 'executor')) === 0)
    expect(await setAside(running)).toEqual([])
    await rig.stop(running)
  })

  it('calls through many flows', async () => {
    const rig = new Rig()
    rig.flow('level-0', [echo('bottom')])
    for (let level = 1; level <= 20; level += 1) rig.flow(`level-${level}`, [subflow(`level-${level - 1}`)])
    const running = await rig.start(options)
    expect((await rig.run(running, 'level-20')).state.current).toBe('SUCCESS')
    await rig.stop(running)
  })

  it('survives crashes while the other flow runs, and ends once', async () => {
    const rig = new Rig()
    sleeping(rig)
    let running = await rig.start(options)
    const { id } = await rig.create(running, 'parent')
    const child = await childOf(rig, running)
    for (const afterMs of [10, 1_000, 3_500_000]) {
      await rig.time.pass(afterMs)
      running.crash()
      running = await rig.start(options)
    }
    const done = await rig.time.of(running.runtime.executions.waitFor(id), 7_200_000)
    expect(statesOf(done)).toEqual(['call:SUCCESS', 'after:SUCCESS'])
    expect(await executionsOf(running, 'child')).toEqual([child.id])
    expect(rig.journal).toEqual(['after:1'])
    await rig.stop(running)
  })

  it.each(Array.from({ length: 40 }, (_, index) => index))(
    'ends once after a crash %i timers into it',
    async (timers) => {
      const rig = new Rig()
      rig.flow('child', [echo('a')])
      rig.flow('parent', [subflow('child'), echo('after')])
      const first = await rig.start(options)
      const creating = rig.create(first, 'parent')
      creating.catch(() => {
        // The process is gone before it can answer.
      })
      let fired = 0
      await rig.time.until(() => (fired += 1) > timers)
      first.crash()
      const second = await rig.start(options)
      const [id] = await executionsOf(second, 'parent')
      if (id !== undefined) {
        const done = await rig.time.of(second.runtime.executions.waitFor(id), 45_000)
        expect(statesOf(done)).toEqual(['call:SUCCESS', 'after:SUCCESS'])
        expect(await executionsOf(second, 'child')).toHaveLength(1)
      }
      await rig.stop(second)
    },
  )
})

describe('a call whose message is lost', () => {
  it('before the execution is made: the next process makes it', async () => {
    const rig = new Rig()
    rig.flow('child', [echo('a')])
    rig.flow('parent', [subflow('child')])
    const first = await rig.start(SEPARATE)
    first.stopPublishing()
    const creating = first.runtime.executions.create({
      namespace: 'test',
      flowId: 'parent',
      revision: 1,
      inputs: {},
      labels: [],
      id: 'parent-1' as ExecutionId,
    })
    await rig.time.pass(500)
    first.crash()
    const second = await rig.start(SEPARATE)
    const done = await rig.time.of(second.runtime.executions.waitFor('parent-1'), 30_000)
    expect(statesOf(done)).toEqual(['call:SUCCESS'])
    void creating
    await rig.stop(second)
  })

  it('after the end of the execution: the next process tells it', async () => {
    const rig = new Rig()
    rig.flow('child', [{ id: 'rest', type: 'core/sleep', duration: 'PT10S' }])
    rig.flow('parent', [subflow('child')])
    const first = await rig.start(SEPARATE)
    const { id } = await rig.create(first, 'parent')
    const child = await childOf(rig, first)
    first.stopPublishing()
    await rig.time.until(async () => (await first.runtime.executions.document(child.id)).state.current === 'SUCCESS')
    first.crash()
    const second = await rig.start(SEPARATE)
    const done = await rig.time.of(second.runtime.executions.waitFor(id), 30_000)
    expect(statesOf(done)).toEqual(['call:SUCCESS'])
    await rig.stop(second)
  })

  it('and nobody knows that it is owed: it is asked again by date', async () => {
    const rig = new Rig()
    rig.flow('child', [echo('a')])
    rig.flow('parent', [subflow('child')])
    const first = await rig.start(SEPARATE)
    first.stopPublishing()
    const request = { namespace: 'test', flowId: 'parent', revision: 1, inputs: {}, labels: [] }
    const creating = first.runtime.executions.create({ ...request, id: 'parent-1' as ExecutionId })
    await rig.time.pass(500)
    first.crash()
    const second = await rig.start({ ...SEPARATE, roles: ['indexer'] })
    const ref = { kind: 'execution', key: 'parent-1' }
    const [stored] = await second.repository.entities.load([{ ref, parts: 'none' }])
    await second.repository.entities.setOwner([{ ref, version: stored?.version ?? 0 }], undefined)
    const third = await rig.start(SEPARATE)
    const done = await rig.time.of(third.runtime.executions.waitFor('parent-1'), 70_000)
    expect(statesOf(done)).toEqual(['call:SUCCESS'])
    expect(rig.metrics.get('millrace_entities_recovered_total')).toBeUndefined()
    void creating
    await rig.stop(third)
    await rig.stop(second)
  })
})

describe('a call that is killed before its execution is made', () => {
  it('ends, and a message that comes late makes nothing that runs', async () => {
    const rig = new Rig()
    rig.flow('child', [echo('a')])
    rig.flow('parent', [subflow('child')])
    const running = await rig.start({ dispatch: 'joined', roles: ['worker', 'scheduler', 'indexer'] })
    const { id } = await rig.create(running, 'parent')
    await rig.time.of(running.runtime.executions.kill(id))
    const executor = await rig.start({ dispatch: 'joined', roles: ['executor'] })
    const done = await rig.time.of(executor.runtime.executions.waitFor(id))
    expect(done.state.current).toBe('KILLED')
    await rig.time.until(async () => (await executor.queue.depth('commands', 'executor')) === 0)
    const child = await childOf(rig, executor)
    await rig.time.of(executor.runtime.executions.waitFor(child.id))
    expect((await executor.runtime.executions.document(child.id)).state.current).toBe('KILLED')
    expect(rig.journal).toEqual([])
    await rig.stop(executor)
    await rig.stop(running)
  })
})
