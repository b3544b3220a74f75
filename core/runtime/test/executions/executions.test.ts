import { describe, expect, it } from 'vitest'
import type { ExecutionDocument } from '@millrace/model'
import { echo, Rig } from '../rig/rig.ts'

async function collect(documents: AsyncIterable<ExecutionDocument>): Promise<readonly ExecutionDocument[]> {
  const all: ExecutionDocument[] = []
  for await (const document of documents) all.push(document)
  return all
}

describe('following an execution', () => {
  it('gives each change in order and ends with the execution', async () => {
    const rig = new Rig()
    rig.flow('three', [{ id: 'rest', type: 'core/sleep', duration: 'PT5S' }, echo('a'), echo('b')])
    const running = await rig.start()
    const { id } = await rig.create(running, 'three')
    const documents = await rig.time.of(collect(running.runtime.executions.follow(id)))
    expect(documents.map((document) => document.taskRunList.length)).toEqual([1, 2, 3, 3])
    expect(documents.at(-1)?.state.current).toBe('SUCCESS')
    await rig.stop(running)
  })

  it('works from another process, and for a loop too large to be told whole', async () => {
    const rig = new Rig()
    const values = JSON.stringify(Array.from({ length: 80 }, (_, index) => String(index)))
    rig.flow('loop', [{ id: 'each', type: 'core/for-each', values, concurrencyLimit: 3, tasks: [echo('turn')] }])
    const shared = { dispatch: 'joined', capabilities: { isShared: true } } as const
    const [one, other] = [await rig.start(shared), await rig.start({ ...shared, roles: [] })]
    const { id } = await rig.create(one, 'loop')
    const documents = await rig.time.of(collect(other.runtime.executions.follow(id)))
    expect(documents.at(-1)?.taskRunList).toHaveLength(81)
    expect(documents.at(-1)?.state.current).toBe('SUCCESS')
    await rig.stop(other)
    await rig.stop(one)
  })

  it('ends when the reader gives up', async () => {
    const rig = new Rig()
    rig.flow('pause', [{ id: 'rest', type: 'core/sleep', duration: 'PT1H' }])
    const running = await rig.start()
    const { id } = await rig.create(running, 'pause')
    const aborter = new AbortController()
    const following = collect(running.runtime.executions.follow(id, aborter.signal))
    await rig.time.pass(1_000)
    aborter.abort()
    expect(await rig.time.of(following)).toHaveLength(1)
    await rig.stop(running)
  })

  it('rejects for an execution that does not exist', async () => {
    const rig = new Rig()
    const running = await rig.start()
    await expect(rig.time.of(collect(running.runtime.executions.follow('none')))).rejects.toMatchObject({
      code: 'MR_EXECUTION_NOT_FOUND',
    })
    await expect(rig.time.of(running.runtime.executions.waitFor('none'))).rejects.toMatchObject({
      code: 'MR_EXECUTION_NOT_FOUND',
    })
    await rig.stop(running)
  })
})

describe('killing', () => {
  it('reaches an attempt that another process runs', async () => {
    const rig = new Rig()
    rig.task(
      'test/hang',
      (context) =>
        new Promise((_resolve, reject) =>
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
        ),
    )
    rig.flow('hang', [{ id: 'hang', type: 'test/hang' }])
    const shared = { dispatch: 'joined', capabilities: { isShared: true } } as const
    const [one, other] = [await rig.start(shared), await rig.start({ ...shared, roles: [] })]
    const { id } = await rig.create(one, 'hang')
    await rig.time.pass(1_000)
    await rig.time.of(other.runtime.executions.kill(id))
    const killedAt = rig.time.now
    expect((await rig.time.of(other.runtime.executions.waitFor(id))).state.current).toBe('KILLED')
    expect(rig.time.now - killedAt).toBeLessThan(1_000)
    await rig.stop(other)
    await rig.stop(one)
  })

  it('is told again when the broadcast was lost', async () => {
    const rig = new Rig()
    rig.task(
      'test/hang',
      (context) =>
        new Promise((_resolve, reject) =>
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
        ),
    )
    rig.flow('hang', [{ id: 'hang', type: 'test/hang' }])
    const running = await rig.start({ dispatch: 'joined' })
    const { id } = await rig.create(running, 'hang')
    await rig.time.pass(1_000)
    running.setMute(true)
    await rig.time.of(running.runtime.executions.kill(id))
    await rig.time.pass(500)
    expect((await running.runtime.executions.document(id)).state.current).toBe('KILLING')
    running.setMute(false)
    const done = await rig.time.of(running.runtime.executions.waitFor(id), 10_000)
    expect(done.state.current).toBe('KILLED')
    await rig.stop(running)
  })

  it('is refused for what has ended, and for what does not exist', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    const running = await rig.start()
    const done = await rig.run(running, 'one')
    await expect(rig.time.of(running.runtime.executions.kill(done.id))).rejects.toMatchObject({
      code: 'MR_EXECUTION_STATE',
    })
    await expect(rig.time.of(running.runtime.executions.kill('none'))).rejects.toMatchObject({
      code: 'MR_EXECUTION_NOT_FOUND',
    })
    await rig.stop(running)
  })
})

describe('removing', () => {
  it('takes an execution away while it runs, and its late end changes nothing', async () => {
    const rig = new Rig()
    rig.task('test/slow', () => new Promise((resolve) => void rig.time.plan(5_000, () => resolve({}))))
    rig.flow('slow', [{ id: 'slow', type: 'test/slow' }, echo('after')])
    const running = await rig.start()
    const { id } = await rig.create(running, 'slow')
    await rig.time.pass(1_000)
    await rig.time.of(running.runtime.executions.remove(id))
    await rig.time.pass(10_000)
    await expect(running.runtime.executions.document(id)).rejects.toMatchObject({ code: 'MR_EXECUTION_NOT_FOUND' })
    expect(rig.journal).toEqual([])
    await rig.stop(running)
  })
})

describe('a repository that is unreachable for a while', () => {
  it('refuses new executions, and loses no end that a worker reported', async () => {
    const rig = new Rig()
    rig.task('test/slow', () => new Promise((resolve) => void rig.time.plan(2_000, () => resolve({}))))
    rig.flow('slow', [{ id: 'slow', type: 'test/slow' }, echo('after')])
    const running = await rig.start()
    const { id } = await rig.create(running, 'slow')
    await rig.time.pass(1_000)
    running.setUnreachable(true)
    await expect(rig.create(running, 'slow')).rejects.toMatchObject({ code: 'MR_DATABASE_UNAVAILABLE' })
    await rig.time.pass(60_000)
    running.setUnreachable(false)
    const done = await rig.time.of(running.runtime.executions.waitFor(id), 30_000)
    expect(done.state.current).toBe('SUCCESS')
    expect(rig.journal).toEqual(['after:1'])
    await rig.stop(running)
  })
})

describe('retention', () => {
  it('purges what ended long ago and nothing that lives', async () => {
    const rig = new Rig()
    rig.flow('one', [echo('only')])
    rig.flow('pause', [{ id: 'rest', type: 'core/sleep', duration: 'P10D' }])
    const running = await rig.start({ keepExecutionsMs: 86_400_000 })
    const old = await rig.run(running, 'one')
    const sleeping = await rig.create(running, 'pause')
    await rig.time.pass(80_000_000)
    const young = await rig.run(running, 'one')
    await rig.time.pass(7_000_000)
    await expect(running.runtime.executions.document(old.id)).rejects.toMatchObject({ code: 'MR_EXECUTION_NOT_FOUND' })
    expect((await running.runtime.executions.document(young.id)).id).toBe(young.id)
    expect((await running.runtime.executions.document(sleeping.id)).state.current).toBe('RUNNING')
    await rig.stop(running)
  }, 30_000)
})
