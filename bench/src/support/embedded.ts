// A whole Millrace in this process, on SQLite in a folder of its own: what an embedding program would compose.

import { mkdtempSync, rmSync } from 'node:fs'
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { adapter as localAdapter } from '@millrace/adapter-local'
import { adapter as sqliteAdapter } from '@millrace/adapter-sqlite'
import { compileFlow, type Plan } from '@millrace/engine'
import { sortableId, type Flow } from '@millrace/model'
import { plugin } from '@millrace/plugin-core'
import type { AdapterHost, Clock } from '@millrace/ports'
import {
  createCatalogue,
  createRuntime,
  createWorkFolders,
  EventLoopRunner,
  silentLog,
  type Runtime,
} from '@millrace/runtime'
import { createMetrics } from '@millrace/server'

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    if (delayMs <= 0) {
      const immediate = setImmediate(action)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

const block = new Uint32Array(512)
let drawn = block.length
const ids = { next: () => sortableId(Date.now(), draw) }

function draw(): number {
  if (drawn === block.length) {
    randomFillSync(block)
    drawn = 0
  }
  drawn += 1
  return block[drawn - 1] ?? 0
}

interface Durability {
  readonly journal: string
  /** 2: each commit is synced. */
  readonly synchronous: number
}

export interface Embedded extends AsyncDisposable {
  readonly runtime: Runtime
  /** What the database's connection said of itself. */
  readonly durability: Durability
  readonly folder: string
  /** Commits of executions so far. */
  commits(): number
}

interface Host {
  readonly host: AdapterHost
  readonly durability: () => Durability
}

/** A host that keeps what the database says when it is opened. */
function hostOf(folder: string): Host {
  let durability: Durability = { journal: 'unknown', synchronous: Number.NaN }
  const log: AdapterHost['log'] = (_level, _message, { journal, synchronous } = {}) => {
    if (typeof journal === 'string') durability = { journal, synchronous: Number(synchronous) }
  }
  return { host: { clock, ids, dataDirectory: folder, service: 'bench', log }, durability: () => durability }
}

/** Starts it for one flow, with the slots that a server has by default on this machine. */
export async function openEmbedded({
  directory,
  flow,
  slots,
}: {
  directory: string
  flow: Flow
  slots: number
}): Promise<Embedded> {
  const folder = mkdtempSync(join(directory, 'embedded-'))
  await using opening = new AsyncDisposableStack()
  opening.defer(() => rmSync(folder, { recursive: true, force: true }))
  const { host, durability } = hostOf(folder)
  const { queue, repository } = opening.use(await sqliteAdapter.open({}, host))
  const { storage, secrets } = opening.use(await localAdapter.open({}, host))
  if (queue === undefined || repository === undefined || storage === undefined || secrets === undefined)
    throw new TypeError('an adapter gave less than it should')
  const plan: Plan = compileFlow(flow, { defaults: [] })
  const metrics = createMetrics()
  const runtime = opening.use(
    await createRuntime({
      queue,
      repository,
      storage,
      secrets,
      clock,
      ids,
      metrics,
      log: silentLog,
      plans: { plan: () => Promise.resolve(plan), newest: () => Promise.resolve(plan) },
      types: createCatalogue([plugin]),
      runners: [new EventLoopRunner({})],
      folders: createWorkFolders(join(folder, 'work')),
      settings: { zone: 'UTC', globals: {}, envs: {} },
      host: 'bench',
      options: { roles: ['executor', 'worker', 'scheduler', 'indexer'], slots },
    }),
  )
  const opened = opening.move()
  return {
    runtime,
    folder,
    durability: durability(),
    commits: () => Number(/^millrace_commits_total (\d+)/m.exec(metrics.render())?.[1] ?? 0),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
