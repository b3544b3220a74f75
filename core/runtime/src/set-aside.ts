// Messages that could not be handled: kept with their cause until somebody requeues or discards them.

import { MillraceError } from '@millrace/model'
import type { Clock, Ids, Metrics, Page, PageRequest, Queue, Repository, SetAsideMessage } from '@millrace/ports'
import type { Log } from './log.ts'

export interface SetAside {
  add(messages: readonly Omit<SetAsideMessage, 'id' | 'at'>[]): Promise<void>
  /** Oldest first. */
  list(page: PageRequest): Promise<Page<SetAsideMessage>>
  /** Publishes a message again. Rejects with MR_MESSAGE_NOT_FOUND, and with MR_REQUEST_INVALID for what is no message of a topic. */
  requeue(id: string): Promise<void>
  /** Rejects with MR_MESSAGE_NOT_FOUND. */
  discard(id: string): Promise<void>
}

export interface SetAsideDeps {
  readonly repository: Repository
  readonly queue: Queue
  readonly clock: Clock
  readonly ids: Ids
  readonly metrics: Metrics
  readonly log: Log
}

/** The topic of stored entities that cannot be read: they are no messages. */
const ENTITIES = 'entities'

export function createSetAside(deps: SetAsideDeps): SetAside {
  const { repository, queue, clock, ids, metrics, log } = deps
  const store = repository.setAside
  const found = async (id: string): Promise<SetAsideMessage> => {
    const message = await store.find(id)
    if (message === undefined) throw new MillraceError('MR_MESSAGE_NOT_FOUND', `No message "${id}" is set aside.`)
    return message
  }
  return {
    add: async (messages) => {
      for (const { topic, key, code, cause } of messages)
        log.error({ topic, key, code, cause }, 'A message was set aside.')
      metrics.count('millrace_messages_set_aside_total', messages.length)
      await store.add(messages.map((message) => ({ ...message, id: ids.next(), at: clock.now() })))
    },
    list: (page) => store.page(page),
    requeue: async (id) => {
      const { topic, key, body } = await found(id)
      if (topic === ENTITIES)
        throw new MillraceError('MR_REQUEST_INVALID', `"${id}" is a stored entity, which cannot be requeued.`)
      await queue.publish([{ topic, key, body }])
      await store.remove(id)
    },
    discard: async (id) => {
      await found(id)
      await store.remove(id)
    },
  }
}
