// Flows on the whole runtime, in virtual time, with attempts in memory and through the queue.

import { describe, expect, it } from 'vitest'
import { echo, Rig, statesOf, type StartOptions } from './rig/rig.ts'

const WAYS: readonly (readonly [string, StartOptions])[] = [
  ['in memory', {}],
  ['through a joined queue', { dispatch: 'joined' }],
  ['through a separate queue', { dispatch: 'separate', capabilities: { joinedQueue: false, isShared: true } }],
]

describe.each(WAYS)('with attempts %s', (_way, options) => {
  it('a sequence runs its tasks in order and hands outputs on', async () => {
    const rig = new Rig()
    rig.flow('sequence', [
      echo('first', 'one'),
      echo('second', '{{ outputs.first.value }}-two'),
      echo('third', '{{ outputs.second.value }}-three'),
    ])
    const running = await rig.start(options)
    const done = await rig.run(running, 'sequence')
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.journal).toEqual(['first:1', 'second:1', 'third:1'])
    expect(done.taskRunList.at(-1)?.outputs).toEqual({ value: 'one-two-three' })
    await rig.stop(running)
  })

  it('parallel tasks all run, and the flow goes on after the last', async () => {
    const rig = new Rig()
    const branches = ['a', 'b', 'c', 'd'].map((id) => echo(id))
    rig.flow('parallel', [{ id: 'fan', type: 'core/parallel', tasks: branches }, echo('after')])
    const running = await rig.start(options)
    const done = await rig.run(running, 'parallel')
    expect(done.state.current).toBe('SUCCESS')
    expect(new Set(rig.journal.slice(0, 4))).toEqual(new Set(['a:1', 'b:1', 'c:1', 'd:1']))
    expect(rig.journal.at(-1)).toBe('after:1')
    await rig.stop(running)
  })

  it('a failed attempt is tried again after its interval, without holding a slot', async () => {
    const rig = new Rig()
    let failures = 2
    rig.task('test/flaky', () => {
      failures -= 1
      if (failures >= 0) throw new TypeError('not yet')
      return {}
    })
    rig.flow('retry', [
      { id: 'flaky', type: 'test/flaky', retry: { type: 'constant', interval: 'PT30S', maxAttempts: 3 } },
    ])
    const running = await rig.start(options)
    const startedAt = rig.time.now
    const done = await rig.run(running, 'retry')
    expect(done.state.current).toBe('SUCCESS')
    expect(done.taskRunList[0]?.attempts).toHaveLength(3)
    expect(rig.time.now - startedAt).toBeGreaterThanOrEqual(60_000)
    expect(rig.time.now - startedAt).toBeLessThan(66_000)
    await rig.stop(running)
  })

  it('what the rules find wrong is told in the log of the execution', async () => {
    const rig = new Rig()
    rig.flow('switch', [{ id: 'choose', type: 'core/switch', value: 'z', cases: { a: [echo('on-a')] } }])
    const running = await rig.start(options)
    const done = await rig.run(running, 'switch')
    expect(done.state.current).toBe('FAILED')
    const logs = await rig.time.of(running.repository.logs.page({ executionId: done.id }, { size: 10 }))
    expect(logs.items).toMatchObject([
      { taskId: 'choose', level: 'ERROR', message: 'No case equals `z`, and there are no `defaults`.' },
    ])
    await rig.stop(running)
  })

  it('a restarted execution runs what failed and keeps the rest', async () => {
    const rig = new Rig()
    let failures = 1
    rig.task('test/flaky', () => {
      failures -= 1
      if (failures >= 0) throw new TypeError('not yet')
      return {}
    })
    rig.flow('flaky', [echo('before'), { id: 'flaky', type: 'test/flaky' }, echo('after')])
    const running = await rig.start(options)
    const failed = await rig.run(running, 'flaky')
    expect(failed.state.current).toBe('FAILED')
    expect((await rig.time.of(running.runtime.executions.restart(failed.id))).state.current).toBe('RESTARTED')
    const done = await rig.time.of(running.runtime.executions.waitFor(failed.id))
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.journal).toEqual(['before:1', 'after:1'])
    expect(done.taskRunList.map((run) => run.attempts?.length)).toEqual([1, 2, 1])
    await rig.stop(running)
  })

  it('a killed execution stops the attempt that runs and starts no further task run', async () => {
    const rig = new Rig()
    let wasAborted = false
    rig.task(
      'test/hang',
      (context) =>
        new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => {
            wasAborted = true
            reject(context.signal.reason as Error)
          })
        }),
    )
    rig.flow('hang', [{ id: 'hang', type: 'test/hang' }, echo('after')])
    const running = await rig.start(options)
    const created = await rig.create(running, 'hang')
    await rig.time.pass(1_000)
    await rig.time.of(running.runtime.executions.kill(created.id))
    const done = await rig.time.of(running.runtime.executions.waitFor(created.id))
    expect(done.state.current).toBe('KILLED')
    expect(wasAborted).toBe(true)
    expect(statesOf(done)).toEqual(['hang:KILLED'])
    expect(running.runtime.load().slotsInUse).toBe(0)
    await rig.stop(running)
  })

  it('a task that must not run twice runs once, and fails when a crash leaves its outcome unknown', async () => {
    const rig = new Rig()
    const body = (context: { message: { attempt: number } }): Promise<object> =>
      new Promise((resolve) => {
        rig.journal.push(`once:${context.message.attempt}`)
        rig.time.plan(5_000, () => resolve({}))
      })
    rig.task('test/once', body, { isIdempotent: false })
    rig.flow('once', [{ id: 'once', type: 'test/once', retry: { type: 'constant', interval: 'PT1S', maxAttempts: 3 } }])
    const first = await rig.start(options)
    const { id } = await rig.run(first, 'once')
    expect(statesOf(await rig.time.of(first.runtime.executions.document(id)))).toEqual(['once:SUCCESS'])
    const lost = await rig.create(first, 'once')
    await rig.time.pass(2_500)
    first.crash()
    const second = await rig.start(options)
    const done = await rig.time.of(second.runtime.executions.waitFor(lost.id), 120_000)
    expect(statesOf(done)).toEqual(['once:FAILED'])
    expect(rig.journal).toEqual(['once:1', 'once:1'])
    await rig.stop(second)
  })

  it('a task that must not run twice does not begin once it is killed', async () => {
    const rig = new Rig()
    rig.task('test/once', () => void rig.journal.push('once'), { isIdempotent: false })
    rig.flow('once', [
      { id: 'nap', type: 'core/sleep', duration: 'PT5S' },
      { id: 'once', type: 'test/once' },
    ])
    const running = await rig.start(options)
    const { id } = await rig.create(running, 'once')
    await rig.time.of(running.runtime.executions.kill(id))
    const done = await rig.time.of(running.runtime.executions.waitFor(id))
    expect(done.state.current).toBe('KILLED')
    expect(rig.journal).toEqual([])
    await rig.stop(running)
  })

  it('a large loop is written in parts and ends with every turn', async () => {
    const rig = new Rig()
    rig.flow('loop', [
      {
        id: 'each',
        type: 'core/for-each',
        values: JSON.stringify(Array.from({ length: 60 }, (_, index) => `v${index}`)),
        concurrencyLimit: 7,
        tasks: [echo('turn', '{{ taskrun.value }}')],
      },
      echo('after'),
    ])
    const running = await rig.start({ ...options, lane: { cacheWeight: 0 } })
    const done = await rig.run(running, 'loop')
    expect(done.state.current).toBe('SUCCESS')
    expect(done.taskRunList.filter((run) => run.taskId === 'turn').map((run) => run.outputs?.['value'])).toEqual(
      Array.from({ length: 60 }, (_, index) => `v${index}`),
    )
    await rig.stop(running)
  })

  it('what a crash lost is taken over by the next process and ends once', async () => {
    const rig = new Rig()
    rig.task(
      'test/slow',
      (context) =>
        new Promise((resolve) => {
          rig.journal.push(`slow:${context.message.attempt}`)
          rig.time.plan(5_000, () => resolve({}))
        }),
    )
    rig.flow('slow', [echo('before'), { id: 'slow', type: 'test/slow' }, echo('after')])
    const first = await rig.start(options)
    const created = await Promise.all(Array.from({ length: 20 }, () => rig.create(first, 'slow')))
    await rig.time.pass(2_500)
    first.crash()
    const second = await rig.start(options)
    for (const { id } of created) {
      const done = await rig.time.of(second.runtime.executions.waitFor(id), 120_000)
      expect(statesOf(done)).toEqual(['before:SUCCESS', 'slow:SUCCESS', 'after:SUCCESS'])
    }
    expect(rig.journal.filter((entry) => entry.startsWith('after'))).toHaveLength(20)
    await rig.stop(second)
  })
})
