// The suite of crashes: a real process is killed after each step of its work, and whoever comes next must find all of
// what was committed, none of what was not, and bring the work to its end, once.

import assert from 'node:assert/strict'
import { until, type AdapterHarness, type OpenStore } from '../adapter/harness.ts'
import { collector } from '../queue/collector.ts'
import { BUDGET, execution } from '../repository/rows.ts'
import type { ConformanceCase, ConformanceSuite } from '../suite.ts'
import type { CrashHarness } from './harness.ts'
import { GROUP, handle, INPUT, OUTPUT, prepare, sendOn, STEPS, type CommitPath } from './scenario.ts'

async function seed(harness: AdapterHarness): Promise<boolean> {
  await using store = await harness.open()
  await prepare(store)
  return store.repository.capabilities.joinedQueue
}

/** What the next process does: sends what the dead one owed, then handles what comes. */
async function goOn({ clock }: AdapterHarness, store: OpenStore, path: CommitPath): Promise<readonly string[]> {
  for (const { ref, gone } of await store.repository.entities.orphans({ alive: ['next'], limit: 10 })) {
    assert.deepEqual([ref, gone], [execution('a'), 'crashing'])
    await sendOn(store)
  }
  const got = collector()
  await store.queue.consume(OUTPUT.topic, { group: GROUP, batchSize: 10 }, got.handler)
  await store.queue.consume(INPUT.topic, { group: GROUP, batchSize: 10 }, (batch) =>
    handle(store, path, batch, () => {}),
  )
  await until(clock, 'the message was sent on', () => got.deliveries.length > 0)
  for (const topic of [INPUT.topic, OUTPUT.topic]) {
    await until(clock, `${topic} is empty`, async () => (await store.queue.depth(topic, GROUP)) === 0)
  }
  return got.bodies
}

async function assertOnce({ repository }: OpenStore, harness: CrashHarness): Promise<void> {
  const { entities, executions, logs } = repository
  const [stored] = await entities.load([{ ref: execution('a'), parts: 'all' }])
  assert.deepEqual([stored?.version, stored?.parts.length], [2, 1])
  assert.equal((await logs.page({ executionId: 'execution' }, { size: 10 })).items.length, 1)
  assert.deepEqual(await executions.total({}, BUDGET), { value: 1, isExact: true })
  assert.deepEqual(await executions.total({ states: ['SUCCESS'] }, BUDGET), { value: 1, isExact: true })
  assert.deepEqual(await entities.orphans({ alive: [], limit: 10 }), [], `orphans at ${harness.place.name}`)
}

function crashCase(id: string, path: CommitPath, killAt: string): ConformanceCase<CrashHarness> {
  return {
    id,
    title: `killed after the step "${killAt}" of a ${path} commit, the work is brought to its end once`,
    timeoutMs: 60_000,
    async run(harness) {
      const isJoined = await seed(harness)
      if (path === 'joined' && !isJoined) return
      await harness.dieAtStep(path, killAt)
      const store = await harness.open()
      const bodies = await goOn(harness, store, path)
      if (path === 'joined') assert.deepEqual(bodies, [OUTPUT.body], 'sent on more than once')
      await assertOnce(store, harness)
    },
  }
}

const LOSES_NOTHING: ConformanceCase<CrashHarness> = {
  id: 'CR-20',
  title: 'killed at any moment, a process loses no commit that it was told of, and leaves none by half',
  timeoutMs: 120_000,
  async run(harness) {
    for (const count of [1, 40, 400]) {
      const ids = await harness.killWhileCommitting(count)
      await using store = await harness.open()
      const { entities, executions } = store.repository
      const told = await entities.load(ids.map((id) => ({ ref: execution(id), parts: 'all' as const })))
      assert.ok(
        told.every((entity) => entity?.parts.length === 1),
        'a commit that was told is lost, or lost its part',
      )
      const { value } = await executions.total({}, BUDGET)
      const timers = await entities.due({ now: 1, limit: value + 10 })
      assert.equal(timers.length, value, 'executions and their parts do not agree')
      if (store.repository.capabilities.joinedQueue) assert.equal(await store.queue.depth(OUTPUT.topic, GROUP), value)
      const { items } = await executions.page({}, { by: 'id', direction: 'asc' }, { size: value + 10 })
      assert.equal(items.length, value)
      for (const { id } of items) await executions.remove(id)
      await drain(harness, store)
    }
  },
}

async function drain({ clock }: AdapterHarness, { queue }: OpenStore): Promise<void> {
  await queue.consume(OUTPUT.topic, { group: GROUP, batchSize: 500 }, async () => {})
  await until(clock, 'the messages are gone', async () => (await queue.depth(OUTPUT.topic, GROUP)) === 0)
}

const PATHS: readonly CommitPath[] = ['joined', 'unsent']

/** What survives the death of a process; run it with `registerSuite` for adapters that keep what they are given. */
export const crashSuite: ConformanceSuite<CrashHarness> = {
  name: 'crash',
  cases: [
    ...PATHS.flatMap((path, row) => STEPS[path].map((step, column) => crashCase(`CR-${row}${column + 1}`, path, step))),
    LOSES_NOTHING,
  ],
}
