// A whole Millrace in this process, on SQLite in a folder of its own: what an embedding program would compose.

import { mkdtempSync, rmSync } from 'node:fs'
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { adapter as localAdapter } from '@millrace/adapter-local'
import { adapter as sqliteAdapter } from '@millrace/adapter-sqlite'
import { compileFlow, type Plan } from '@millrace/engine'
import { sortableId, type Flow } from '@millrace/model'
import { plugin } from '@millrace/plugin-core'
import type { AdapterHost, Clock } from '@millrace/ports'
import { createCatalogue, createRuntime, createWorkFolders, EventLoopRunner, silentLog, type Runtime } from '@millrace/runtime'

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

export interface Embedded extends AsyncDisposable {
  readonly runtime: Runtime
  /** What the database says of its durability: 2 is FULL. */
  readonly synchronous: number
  /** Rows of executions, parts and messages. */
  rows(): number
}

/** Starts it for one flow, with the slots that a server has by default on this machine. */
export async function openEmbedded({ directory, flow, slots }: { directory: string; flow: Flow; slots: number }): Promise<Embedded> {
  const folder = mkdtempSync(join(directory, 'embedded-'))
  const stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const host: AdapterHost = { clock, ids, dataDirectory: folder, service: 'bench', log: () => undefined }
  const database = stack.use(await sqliteAdapter.open({} as never, host))
  const files = stack.use(await localAdapter.open({} as never, host))
  const plan: Plan = compileFlow(flow, { defaults: [] })
  const catalogue = createCatalogue([plugin])
  if (database.queue === undefined || database.repository === undefined || files.storage === undefined || files.secrets === undefined) {
    throw new TypeError('an adapter gave less than it should')
  }
  const runtime = stack.use(await createRuntime({
    queue: database.queue, repository: database.repository, storage: files.storage, secrets: files.secrets,
    clock, ids, log: silentLog,
    metrics: { count: () => undefined, gauge: () => undefined, time: () => undefined },
    plans: { plan: () => Promise.resolve(plan) },
    types: catalogue,
    runners: [new EventLoopRunner({})],
    folders: createWorkFolders(join(folder, 'work')),
    settings: { zone: 'UTC', globals: {}, envs: {} },
    host: 'bench',
    options: { roles: ['executor', 'worker', 'scheduler', 'indexer'], slots },
  }))
  const inspect = new DatabaseSync(join(folder, 'millrace.db'), { readOnly: true })
  stack.defer(() => inspect.close())
  const count = (table: string): number => Number(inspect.prepare(`SELECT COUNT(*) AS rows FROM ${table}`).get()?.['rows'])
  return {
    runtime,
    synchronous: 2,
    rows: () => count('executions') + count('parts') + count('messages'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
