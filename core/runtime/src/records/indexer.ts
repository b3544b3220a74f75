// Indexer: records that workers sent through the queue, written to the repository.

import { isJsonObject, MillraceError } from '@millrace/model'
import type { Consumer, Delivery, LogStore, Message, Queue } from '@millrace/ports'
import { contentOf, GROUPS, RECORDS } from '../dispatch/topics.ts'
import { isHopeless, putAside } from '../executor/consume-commands.ts'
import { asError } from '../executor/turn.ts'
import type { SetAside } from '../set-aside.ts'
import type { RecordBatch } from './records.ts'

/** A batch as a message, keyed by its first execution. */
export function recordsMessage(records: RecordBatch): Message {
  const first = records.logs[0] ?? records.metrics[0]
  return { topic: RECORDS, key: `records:${first?.executionId ?? ''}`, body: JSON.stringify({ format: 1, records }) }
}

/** Writes what comes in; a message that holds no records, or that is refused again and again, is set aside. */
export function consumeRecords(deps: {
  readonly queue: Queue
  readonly logs: LogStore
  readonly setAside: SetAside
}): Promise<Consumer> {
  return deps.queue.consume(RECORDS, { group: GROUPS.indexer, batchSize: 50 }, async (batch) => {
    for (const delivery of batch) await index(deps, delivery)
  })
}

async function index(
  deps: { readonly logs: LogStore; readonly setAside: SetAside },
  delivery: Delivery,
): Promise<void> {
  try {
    const { logs, metrics } = decode(delivery.body)
    await deps.logs.append(logs, metrics)
  } catch (thrown) {
    const error = asError(thrown)
    if (!isHopeless(error, delivery)) throw error
    await putAside(deps.setAside, [{ delivery, error }])
  }
}

function decode(body: string): RecordBatch {
  const records = contentOf(body, 'records')
  if (isJsonObject(records) && Array.isArray(records['logs']) && Array.isArray(records['metrics']))
    return records as object as RecordBatch
  throw new MillraceError('MR_COMMAND_UNKNOWN', 'The message holds no records.')
}
