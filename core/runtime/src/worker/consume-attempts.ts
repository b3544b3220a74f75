// Brings attempts from the queue to a worker. A message is acknowledged when the start or the end of its attempt is on its
// way, so that a worker that dies in between loses none.

import { MillraceError, type AttemptMessage } from '@millrace/model'
import type { Consumer, Delivery, Queue } from '@millrace/ports'
import { ATTEMPTS, decodeAttempt, decodeCancels, decodeGrants, GRANTS, GROUPS, KILLS } from '../dispatch/topics.ts'
import { putAside } from '../executor/consume-commands.ts'
import { asError } from '../executor/turn.ts'
import type { SetAside } from '../set-aside.ts'
import type { QueueReports } from './queue-reports.ts'
import type { Worker } from './worker.ts'

export interface ConsumeAttemptsDeps {
  readonly queue: Queue
  readonly worker: Worker
  readonly setAside: SetAside
  readonly slots: number
}

const MAX_BATCH = 16

/** At most twice as many attempts as there are slots are taken from the queue. */
export function consumeAttempts(deps: ConsumeAttemptsDeps): Promise<Consumer> {
  const batchSize = Math.min(MAX_BATCH, deps.slots)
  return deps.queue.consume(ATTEMPTS, { group: GROUPS.worker, batchSize, inFlight: deps.slots * 2 }, (batch) =>
    handle(deps, batch),
  )
}

/** Kills of attempts, from any executor. */
export function listenForKills({
  queue,
  worker,
}: {
  readonly queue: Queue
  readonly worker: Worker
}): Promise<AsyncDisposable> {
  return queue.listen(KILLS, (body) => {
    const cancels = decodeCancels(body)
    if (cancels !== undefined) worker.cancel(cancels)
  })
}

/** Answers of executors to workers that ask to begin an attempt. */
export function listenForGrants({
  queue,
  reports,
}: {
  readonly queue: Queue
  readonly reports: Pick<QueueReports, 'answer'>
}): Promise<AsyncDisposable> {
  return queue.listen(GRANTS, (body) => {
    const grants = decodeGrants(body)
    if (grants !== undefined) reports.answer(grants)
  })
}

async function handle(deps: ConsumeAttemptsDeps, batch: readonly Delivery[]): Promise<void> {
  const taken = await Promise.all(batch.map((delivery) => takeOne(deps, delivery)))
  if (taken.includes(false)) throw new MillraceError('MR_SHUTTING_DOWN', 'The worker stops and gives attempts back.')
}

async function takeOne({ worker, setAside }: ConsumeAttemptsDeps, delivery: Delivery): Promise<boolean> {
  let message: AttemptMessage
  try {
    message = decodeAttempt(delivery.body)
  } catch (error) {
    await putAside(setAside, [{ delivery, error: asError(error) }])
    return true
  }
  return new Promise((resolve) => worker.take(message, resolve))
}
