// Entry of a worker thread: one executor lane of the process that started it.

import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '@millrace/model'
import { compose } from './compose.ts'
import type { LaneOrder, LaneReport, LaneStart } from './lanes.ts'

async function main({ config, name }: LaneStart): Promise<void> {
  const application = await compose(config, { roles: ['executor'], lanes: 1, name, isShared: true })
  parentPort?.once('message', (order: LaneOrder) => {
    if (order === 'stop') void application[Symbol.asyncDispose]().then(() => parentPort?.close())
  })
  parentPort?.postMessage({ kind: 'ready' } satisfies LaneReport)
}

main(workerData as LaneStart).catch((error: unknown) => {
  parentPort?.postMessage({ kind: 'failed', message: messageOf(error) } satisfies LaneReport)
})
