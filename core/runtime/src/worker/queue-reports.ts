// Reports through the queue, in batches. What an attempt logged is written first, so that whoever hears of its end finds it.

import { messageOf, type AttemptEnded, type AttemptMessage, type AttemptStarted } from '@millrace/model'
import type { Clock, Message, Queue } from '@millrace/ports'
import { commandMessage, grantKey, type Grant } from '../dispatch/topics.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import type { Reports } from './reports.ts'

export interface QueueReportsDeps {
  readonly queue: Queue
  readonly records: Pick<Records, 'flush'>
  readonly clock: Clock
  readonly log: Log
}

interface Waiting {
  readonly message: Message
  readonly taken: readonly ((isTaken: boolean) => void)[]
}

const MAX_BATCH = 200
const MAX_PUBLISHING = 2
const RETRY_MS = 500
const ASK_AGAIN_MS = 2_000

/** Reports that wait for grants, which come by `answer`. */
export interface QueueReports extends Reports {
  answer(grants: readonly Grant[]): void
}

export function createQueueReports(deps: QueueReportsDeps): QueueReports {
  return new BatchedReports(deps)
}

class BatchedReports implements QueueReports {
  readonly #deps: QueueReportsDeps
  #waiting: Waiting[] = []
  #publishing = 0
  #isScheduled = false
  #onFlushed: (() => void)[] = []
  /** Attempts that wait for their grant. */
  readonly #asked = new Map<string, (isGranted: boolean) => void>()

  constructor(deps: QueueReportsDeps) {
    this.#deps = deps
  }

  started(message: AttemptMessage, report: AttemptStarted, taken: Waiting['taken']): void {
    this.#add(message, report, taken)
  }

  ended(message: AttemptMessage, report: AttemptEnded, taken: Waiting['taken']): void {
    this.#add(message, report, taken)
  }

  begin(message: AttemptMessage, report: AttemptStarted, taken: Waiting['taken']): Promise<boolean> {
    return new Promise((resolve) => {
      const key = grantKey(report)
      let cancelRepeat = (): void => {}
      // A grant is broadcast, and may be lost: the executor answers each report again.
      const ask = (heard: Waiting['taken']): void => {
        this.#add(message, report, heard)
        cancelRepeat = this.#deps.clock.after(ASK_AGAIN_MS, () => ask([]))
      }
      this.#asked.set(key, (isGranted) => {
        this.#asked.delete(key)
        cancelRepeat()
        resolve(isGranted)
      })
      ask(taken)
    })
  }

  answer(grants: readonly Grant[]): void {
    for (const grant of grants) this.#asked.get(grantKey(grant))?.(grant.isGranted)
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0 && this.#publishing === 0) return
    await new Promise<void>((resolve) => this.#onFlushed.push(resolve))
  }

  #add({ executionId }: AttemptMessage, report: AttemptStarted | AttemptEnded, taken: Waiting['taken']): void {
    this.#waiting.push({ message: commandMessage({ kind: 'execution', key: executionId }, report), taken })
    this.#schedule(0)
  }

  #schedule(delayMs: number): void {
    if (this.#isScheduled || this.#publishing >= MAX_PUBLISHING || this.#waiting.length === 0) return
    this.#isScheduled = true
    this.#deps.clock.after(delayMs, () => {
      this.#isScheduled = false
      void this.#publish()
    })
  }

  async #publish(): Promise<void> {
    const batch = this.#waiting.slice(0, MAX_BATCH)
    this.#waiting = this.#waiting.slice(MAX_BATCH)
    if (batch.length === 0) return
    this.#publishing += 1
    this.#schedule(0)
    const isPublished = await this.#send(batch)
    this.#publishing -= 1
    if (isPublished) for (const { taken } of batch) for (const each of taken) each(true)
    else this.#waiting = [...batch, ...this.#waiting]
    this.#schedule(isPublished ? 0 : RETRY_MS)
    if (this.#waiting.length > 0 || this.#publishing > 0) return
    for (const flushed of this.#onFlushed.splice(0)) flushed()
  }

  async #send(batch: readonly Waiting[]): Promise<boolean> {
    try {
      await this.#deps.records.flush()
      await this.#deps.queue.publish(batch.map(({ message }) => message))
      return true
    } catch (error) {
      this.#deps.log.warn(
        { error: messageOf(error), reports: batch.length },
        'Reports could not be published; they are tried again.',
      )
      return false
    }
  }
}
