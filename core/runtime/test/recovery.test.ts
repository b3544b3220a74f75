// What survives crashes, duplicates, poison and long queues.

import { describe, expect, it } from 'vitest'
import type { TaskRunId } from '@millrace/model'
import { echo, Rig, statesOf, type RunningProcess } from './rig/rig.ts'

const JOINED = { dispatch: 'joined' } as const

function setAsideCodes({ repository }: RunningProcess): Promise<readonly string[]> {
  return repository.setAside.page({ size: 100 }).then((page) => page.items.map((item) => item.code))
}

describe('duplicates', () => {
  it('the end of an attempt that is told twice counts once', async () => {
    const rig = new Rig()
    rig.flow('two', [echo('first'), echo('second')])
    const running = await rig.start(JOINED)
    const done = await rig.run(running, 'two')
    const [first] = done.taskRunList
    const end = {
      kind: 'attempt-ended',
      taskRunId: first?.id,
      attempt: 1,
      startedAt: 0,
      at: 1,
      worker: 'another',
      state: 'FAILED',
    }
    await running.queue.publish([
      { topic: 'commands', key: `execution:${done.id}`, body: JSON.stringify({ format: 1, command: end }) },
    ])
    await rig.time.until(async () => (await running.queue.depth('commands', 'executor')) === 0)
    expect(statesOf(await running.runtime.executions.document(done.id))).toEqual(['first:SUCCESS', 'second:SUCCESS'])
    expect(await setAsideCodes(running)).toEqual([])
    await rig.stop(running)
  })

  it('an attempt that is delivered twice runs once while it runs', async () => {
    const rig = new Rig()
    rig.task(
      'test/hold',
      (context) =>
        new Promise((resolve) => {
          rig.journal.push(`hold:${context.message.attempt}`)
          rig.time.plan(3_000, () => resolve({}))
        }),
    )
    rig.flow('hold', [{ id: 'hold', type: 'test/hold' }])
    const running = await rig.start(JOINED)
    const { id } = await rig.create(running, 'hold')
    await rig.time.pass(500)
    const { taskRunList } = await running.runtime.executions.document(id)
    const message = {
      executionId: id,
      taskRunId: taskRunList[0]?.id as TaskRunId,
      attempt: 1,
      namespace: 'test',
      flowId: 'hold',
      flowRevision: 1,
      task: { id: 'hold', type: 'test/hold' },
      variables: {},
      open: false,
      dispatchedAt: 0,
    }
    await running.queue.publish([
      { topic: 'attempts', key: 'attempt:again', body: JSON.stringify({ format: 1, message }) },
    ])
    await rig.time.of(running.runtime.executions.waitFor(id))
    expect(rig.journal).toEqual(['hold:1'])
    await rig.time.until(async () => (await running.queue.depth('attempts', 'worker')) === 0)
    await rig.stop(running)
  })

  it('creating an execution with an id that exists gives the one that exists', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    const running = await rig.start()
    const done = await rig.run(running, 'one')
    const again = await rig.time.of(
      running.runtime.executions.create({
        namespace: 'test',
        flowId: 'one',
        revision: 1,
        inputs: {},
        labels: [],
        id: done.id as never,
      }),
    )
    expect(again.state.current).toBe('SUCCESS')
    expect(rig.journal).toEqual(['only:1'])
    await rig.stop(running)
  })
})

describe('poison', () => {
  it('a message that cannot be handled is set aside and its neighbours go on', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    const running = await rig.start(JOINED)
    await running.queue.publish([
      { topic: 'commands', key: 'execution:none', body: '{"format":1,"command":{"kind":"kill"}}' },
      { topic: 'commands', key: 'execution:x', body: 'no json' },
      { topic: 'commands', key: 'nothing', body: '{}' },
      { topic: 'commands', key: 'execution:y', body: '{"format":1,"command":{"kind":"attempt-ended"}}' },
      { topic: 'attempts', key: 'attempt:z', body: '{"format":1,"message":{}}' },
    ])
    const done = await rig.run(running, 'one')
    expect(done.state.current).toBe('SUCCESS')
    await rig.time.until(async () => (await setAsideCodes(running)).length === 5)
    expect((await setAsideCodes(running)).toSorted()).toEqual([
      'MR_COMMAND_UNKNOWN',
      'MR_COMMAND_UNKNOWN',
      'MR_COMMAND_UNKNOWN',
      'MR_COMMAND_UNKNOWN',
      'MR_EXECUTION_NOT_FOUND',
    ])
    const [message] = (await running.runtime.setAside.list({ size: 1 })).items
    await running.runtime.setAside.discard(message?.id ?? '')
    await expect(running.runtime.setAside.requeue(message?.id ?? '')).rejects.toMatchObject({
      code: 'MR_MESSAGE_NOT_FOUND',
    })
    await rig.stop(running)
  })

  it('a corrupt execution is set aside once and shown as FAILED, and no other is touched', async () => {
    const rig = new Rig()
    rig.flow('pause', [{ id: 'rest', type: 'core/sleep', duration: 'PT1H' }, echo('after')])
    const first = await rig.start()
    const [bad, good] = [await rig.create(first, 'pause'), await rig.create(first, 'pause')]
    await rig.stop(first)
    const ref = { kind: 'execution', key: bad.id }
    const [stored] = await first.repository.entities.load([{ ref, parts: 'none' }])
    const dueAt = rig.time.now + 3_600_000
    await first.repository.entities.commit({
      changes: [
        {
          ref,
          expectedVersion: stored?.version ?? 0,
          body: '{"format":9',
          isLive: true,
          dueAt,
          parts: [],
          holds: { add: [{ part: 'run:1', holder: 'gone' }], remove: [] },
        },
      ],
    })
    const second = await rig.start()
    const done = await rig.time.of(second.runtime.executions.waitFor(good.id), 7_200_000)
    expect(done.state.current).toBe('SUCCESS')
    await rig.time.until(async () => (await setAsideCodes(second)).includes('MR_EXECUTION_CORRUPT'))
    await expect(second.runtime.executions.document(bad.id)).rejects.toMatchObject({ code: 'MR_EXECUTION_CORRUPT' })
    const shown = await second.repository.executions.page(
      { text: bad.id },
      { by: 'id', direction: 'asc' },
      { size: 10 },
    )
    expect(shown.items.map((item) => item.state)).toEqual(['FAILED'])
    await rig.time.pass(60_000)
    expect(await setAsideCodes(second)).toEqual(['MR_EXECUTION_CORRUPT'])
    await rig.stop(second)
  })
})

describe('recovery', () => {
  it('a sleeping execution is not loaded when its process is replaced', async () => {
    const rig = new Rig()
    rig.flow('pause', [{ id: 'rest', type: 'core/sleep', duration: 'PT1H' }])
    const first = await rig.start()
    const dueAt = rig.time.now + 3_600_000
    const { id } = await rig.create(first, 'pause')
    await rig.time.pass(1_234)
    first.crash()
    const second = await rig.start()
    await rig.time.pass(10_345)
    expect(rig.metrics.get('millrace_entities_recovered_total')).toBeUndefined()
    const done = await rig.time.of(second.runtime.executions.waitFor(id), 7_200_000)
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.time.now - dueAt).toBeLessThan(50)
    await rig.stop(second)
  })

  it('messages that a process decided on and did not publish are sent by the next one', async () => {
    const rig = new Rig()
    rig.flow('two', [echo('first'), echo('second')])
    const separate = { dispatch: 'separate', capabilities: { joinedQueue: false, isShared: true } } as const
    const first = await rig.start(separate)
    first.stopPublishing()
    const creating = first.runtime.executions.create({
      namespace: 'test',
      flowId: 'two',
      revision: 1,
      inputs: {},
      labels: [],
    })
    await rig.time.pass(1_000)
    first.crash()
    const second = await rig.start(separate)
    const created = await second.repository.executions.page({}, { by: 'id', direction: 'asc' }, { size: 10 })
    expect(created.items).toHaveLength(1)
    const done = await rig.time.of(second.runtime.executions.waitFor(created.items[0]?.id ?? ''), 20_000)
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.journal).toEqual(['first:1', 'second:1'])
    void creating
    await rig.stop(second)
  })

  it('long attempts of a worker that died run again elsewhere within 20 s', async () => {
    const rig = new Rig()
    let isFirst = true
    rig.task('test/stuck', () => {
      const isStuck = isFirst
      isFirst = false
      return isStuck ? new Promise(() => {}) : {}
    })
    rig.flow('stuck', [{ id: 'stuck', type: 'test/stuck' }])
    const shared = { ...JOINED, capabilities: { isShared: true } }
    const executor = await rig.start({ ...shared, roles: ['executor', 'scheduler'] })
    const worker = await rig.start({ ...shared, roles: ['worker'] })
    const { id } = await rig.create(executor, 'stuck')
    await rig.time.pass(2_000)
    worker.crash()
    const crashedAt = rig.time.now
    const other = await rig.start({ ...shared, roles: ['worker'] })
    const done = await rig.time.of(executor.runtime.executions.waitFor(id))
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.time.now - crashedAt).toBeLessThan(20_000)
    await rig.stop(other)
    await rig.stop(executor)
  })
})

describe('two executors on one repository', () => {
  it('share the work, and each execution ends once', async () => {
    const rig = new Rig()
    rig.flow('three', [echo('a'), echo('b'), echo('c')])
    const shared = { ...JOINED, capabilities: { isShared: true } }
    const processes = [await rig.start(shared), await rig.start(shared)]
    const created = await Promise.all(
      Array.from({ length: 60 }, (_, index) => rig.create(processes[index % 2] as RunningProcess, 'three')),
    )
    for (const { id } of created) {
      const done = await rig.time.of((processes[0] as RunningProcess).runtime.executions.waitFor(id))
      expect(statesOf(done)).toEqual(['a:SUCCESS', 'b:SUCCESS', 'c:SUCCESS'])
    }
    expect(rig.journal).toHaveLength(180)
    for (const running of processes) await rig.stop(running)
  })
})

describe('a graceful stop', () => {
  it('lets short attempts end, and leaves nothing that the next process does not find', async () => {
    const rig = new Rig()
    rig.task('test/short', () => new Promise((resolve) => void rig.time.plan(1_000, () => resolve({}))))
    rig.task(
      'test/long',
      (context) =>
        new Promise((resolve, reject) => {
          rig.journal.push('long')
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error))
          rig.time.plan(60_000, () => resolve({}))
        }),
    )
    rig.flow('short', [{ id: 'short', type: 'test/short' }])
    rig.flow('long', [{ id: 'long', type: 'test/long' }])
    const first = await rig.start()
    const [short, long] = [await rig.create(first, 'short'), await rig.create(first, 'long')]
    await rig.time.pass(500)
    await rig.stop(first)
    const second = await rig.start()
    expect((await second.runtime.executions.document(short.id)).state.current).toBe('SUCCESS')
    const done = await rig.time.of(second.runtime.executions.waitFor(long.id))
    expect(done.state.current).toBe('SUCCESS')
    expect(done.taskRunList[0]?.attempts).toHaveLength(1)
    expect(rig.journal).toEqual(['long', 'long'])
    await rig.stop(second)
  })

  it('refuses new executions', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    const running = await rig.start()
    await rig.stop(running)
    await expect(rig.create(running, 'one')).rejects.toMatchObject({ code: 'MR_SHUTTING_DOWN' })
  })
})

describe('back-pressure', () => {
  it('refuses executions beyond what is accepted, and accepts again when it got less', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    const running = await rig.start({ intake: { maxCommands: 5 } })
    const attempts = Array.from({ length: 10 }, () =>
      running.runtime.executions.create({ namespace: 'test', flowId: 'one', revision: 1, inputs: {}, labels: [] }),
    )
    const settled = await rig.time.of(Promise.allSettled(attempts))
    const refused = settled.filter((result) => result.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const result of refused) expect(result.reason).toMatchObject({ code: 'MR_OVERLOADED' })
    await rig.time.until(() => running.runtime.load().commandsWaiting === 0)
    expect((await rig.run(running, 'one')).state.current).toBe('SUCCESS')
    await rig.stop(running)
  })
})
