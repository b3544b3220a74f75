// The SQLite adapter alone: commits asked for at once and one at a time, messages through the queue, and lists and
// totals of many executions, with the lag of the event loop meanwhile.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { adapter } from '@millrace/adapter-sqlite'
import { sortableId } from '@millrace/model'
import type { AdapterHost, EntityChange, ExecutionFilter, OpenAdapter } from '@millrace/ports'
import { benchOptions, percentile, Report } from './report.ts'

const BODY = JSON.stringify({ text: 'x'.repeat(800) })
const START_AT = Date.UTC(2026, 5, 1)
const STATES = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'FAILED', 'RUNNING'] as const

const options = benchOptions()
const report = new Report('sqlite-commits')
const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
let drawn = 0
const host: AdapterHost = {
  clock: {
    now: () => Date.now(),
    after(delayMs, action) {
      const timer = setTimeout(action, delayMs)
      return () => clearTimeout(timer)
    },
  },
  ids: { next: () => sortableId(Date.now(), () => (drawn += 1)) },
  dataDirectory: directory,
  service: 'bench',
  log: () => {},
}

function change(index: number, expectedVersion: number, state: string): EntityChange {
  const startedAt = START_AT + index * 2000
  const row = {
    namespace: `company.team${index % 20}`,
    flowId: `flow${index % 50}`,
    flowRevision: 1,
    state,
    startedAt,
    labels: index % 20 === 0 ? [{ key: 'batch', value: String(index % 400) }] : [],
    ...(state === 'RUNNING' ? {} : { endedAt: startedAt + 500 }),
  }
  return {
    ref: { kind: 'execution', key: `E${String(index).padStart(8, '0')}` },
    expectedVersion,
    body: BODY,
    isLive: state === 'RUNNING',
    parts: [],
    row,
  }
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (count / (performance.now() - startedAt)) * 1000
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

async function measureCommits({ repository }: Required<Pick<OpenAdapter, 'repository'>>): Promise<void> {
  const { entities } = repository
  const count = options.isQuick ? 2000 : 20_000
  const all = Array.from({ length: count }, (_, index) => index)
  const write = (version: number, state: string) => () =>
    Promise.all(all.map((index) => entities.commit({ changes: [change(index, version, state)] })))
  report.figure('inserts-per-s', await rate(count, write(0, 'RUNNING')))
  report.figure('updates-of-state-per-s', await rate(count, write(1, 'SUCCESS')))
  const alone: number[] = []
  for (let index = 0; index < count / 20; index += 1)
    alone.push(await took(() => entities.commit({ changes: [change(index, 2, 'SUCCESS')] })))
  report.figure('commit-alone-p50-ms', percentile(alone, 0.5))
  report.figure('commit-alone-p99-ms', percentile(alone, 0.99))
  report.goal('inserts-per-s', '>=', 25_000)
  report.goal('updates-of-state-per-s', '>=', 25_000)
  report.goal('commit-alone-p50-ms', '<=', 0.5)
}

async function measureQueue({ queue }: Required<Pick<OpenAdapter, 'queue'>>): Promise<void> {
  const count = options.isQuick ? 2000 : 20_000
  const all = Promise.withResolvers<void>()
  let handled = 0
  await queue.consume('many', { group: 'bench', batchSize: 100, inFlight: 400 }, async (batch) => {
    handled += batch.length
    if (handled >= count) all.resolve()
  })
  const messages = Array.from({ length: count / 10 }, (_, index) =>
    Array.from({ length: 10 }, (_each, each) => ({ topic: 'many', key: `${index}/${each}`, body: '{}' })),
  )
  report.figure(
    'messages-through-per-s',
    await rate(count, async () => {
      await Promise.all(messages.map((batch) => queue.publish(batch)))
      await all.promise
    }),
  )
  let arrived = Promise.withResolvers<void>()
  await queue.consume('one', { group: 'bench', batchSize: 10 }, async () => arrived.resolve())
  const delays: number[] = []
  for (let index = 0; index < count / 40; index += 1) {
    arrived = Promise.withResolvers<void>()
    delays.push(
      await took(() =>
        Promise.all([queue.publish([{ topic: 'one', key: String(index), body: '{}' }]), arrived.promise]),
      ),
    )
  }
  report.figure('publish-to-handler-p50-ms', percentile(delays, 0.5))
}

const FILTERS: Readonly<Record<string, ExecutionFilter>> = {
  all: {},
  state: { states: ['FAILED'] },
  namespace: { namespace: { value: 'company.team3', isPrefix: false } },
  range: { startedFrom: START_AT + 100_000, startedBefore: START_AT + 12 * 86_400_000 + 100_000 },
  label: { labels: [{ key: 'batch', value: '20' }] },
  text: { text: 'flow7' },
}

async function measureLists({
  repository: { entities, executions },
}: Required<Pick<OpenAdapter, 'repository'>>): Promise<void> {
  const from = options.isQuick ? 2000 : 20_000
  const to = options.isQuick ? 20_000 : 1_000_000
  for (let start = from; start < to; start += 1000) {
    const changes = Array.from({ length: 1000 }, (_, offset) =>
      change(start + offset, 0, STATES[(start + offset) % 5] ?? 'RUNNING'),
    )
    await Promise.all(
      Array.from({ length: 10 }, (_, part) =>
        entities.commit({ changes: changes.slice(part * 100, (part + 1) * 100) }),
      ),
    )
  }
  report.figure('executions', (await executions.total({}, { budgetMs: 1000 })).value)
  const lag = monitorEventLoopDelay({ resolution: 1 })
  lag.enable()
  for (const [name, filter] of Object.entries(FILTERS)) {
    report.figure(`total-${name}-ms`, await took(() => executions.total(filter, { budgetMs: 60_000 })))
    report.figure(
      `page-${name}-ms`,
      await took(() => executions.page(filter, { by: 'startedAt', direction: 'desc' }, { size: 25 })),
    )
  }
  report.figure('loop-lag-while-listing-p99-ms', lag.percentile(99) / 1e6)
  report.goal('loop-lag-while-listing-p99-ms', '<=', 50)
}

try {
  const { queue, repository, ...opened } = await adapter.open({}, host)
  if (queue !== undefined && repository !== undefined) {
    await measureCommits({ repository })
    await measureQueue({ queue })
    await measureLists({ repository })
  }
  await opened[Symbol.asyncDispose]()
  report.finish(options)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
