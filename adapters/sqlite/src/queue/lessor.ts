// Leases on keys, for the consumers of one topic and group. What claims and renewals write survives a crash of the
// process but costs no fsync; after a power cut messages are at worst delivered again.

import { redeliveryDelayMs, type Claim, type Clock, type Delivery, type Ids, type Lessor } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { databaseError } from '../errors.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'
import type { Writer } from '../writer.ts'
import { acknowledge, heldBy, holdsLease, receiptFor } from './receipts.ts'

interface Free {
  topic: string
  group: string
  now: number
  limit: number
}

const freeMessages = statement((free: Free) =>
  build
    .selectFrom('messages')
    .select(['id', 'key', 'body', 'published_at', 'deliveries'])
    .where('topic', '=', free.topic)
    .where('consumer_group', '=', free.group)
    .where('available_at', '<=', free.now)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('leases')
            .select('leases.token')
            .where('leases.topic', '=', free.topic)
            .where('leases.consumer_group', '=', free.group)
            .whereRef('leases.key', '=', 'messages.key')
            .where('leases.expires_at', '>', free.now),
        ),
      ),
    )
    .orderBy('id')
    .limit(free.limit),
)

interface NewLease {
  topic: string
  group: string
  key: string
  token: string
  expiresAt: number
}

// An older lease on the key is one that ended without a word: its deliveries count on.
const lease = statement((to: NewLease) =>
  build
    .insertInto('leases')
    .values({
      topic: to.topic,
      consumer_group: to.group,
      key: to.key,
      token: to.token,
      expires_at: to.expiresAt,
      deliveries: 1,
    })
    .onConflict((conflict) =>
      conflict.columns(['topic', 'consumer_group', 'key']).doUpdateSet((row) => ({
        token: row.ref('excluded.token'),
        expires_at: row.ref('excluded.expires_at'),
        deliveries: row('leases.deliveries', '+', 1),
      })),
    )
    .returning('deliveries'),
)

const renew = statement((to: { token: string; now: number; expiresAt: number }) =>
  build
    .updateTable('leases')
    .set({ expires_at: to.expiresAt })
    .where('token', '=', to.token)
    .where('expires_at', '>', to.now),
)

const free = statement((at: { token: string }) => build.deleteFrom('leases').where('token', '=', at.token))

const putOff = statement((to: { id: number; deliveries: number; availableAt: number }) =>
  build
    .updateTable('messages')
    .set({ deliveries: to.deliveries, available_at: to.availableAt })
    .where('id', '=', to.id),
)

const endAll = statement(() => build.updateTable('leases').set({ expires_at: 0 }))

/** Ends the leases that an earlier process left. */
export function endLeases(connection: Connection): void {
  connection.run(endAll, {})
}

export interface LessorSettings {
  readonly connection: Connection
  readonly writer: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly topic: string
  readonly group: string
  readonly leaseMs: number
  /** Keys became free. */
  onFreed(): void
}

export function createLessor(settings: LessorSettings): Lessor {
  const { connection, writer, clock, leaseMs } = settings
  return {
    async claim(limit) {
      // Looks without a transaction first: an idle queue writes nothing.
      if (isEmpty(settings, connection)) return undefined
      const token = settings.ids.next()
      return writer.write((transaction) => claimIn(settings, transaction.connection, { token, limit }), false)
    },
    async renew({ token }) {
      await writer.write((transaction) => {
        transaction.connection.run(renew, { token, now: transaction.now, expiresAt: clock.now() + leaseMs })
      }, false)
    },
    async settle({ token, deliveries }) {
      await writer.write((transaction) => {
        if (!holdsLease(transaction.connection, token, transaction.now)) return
        acknowledge(
          transaction,
          deliveries.map(({ receipt }) => receipt),
        )
        transaction.connection.run(free, { token })
      }, false)
      settings.onFreed()
    },
    async giveBack(claim, isFailure) {
      await writer.write(
        (transaction) => giveBackIn(transaction.connection, claim, { now: transaction.now, isFailure }),
        false,
      )
      settings.onFreed()
    },
  }
}

function isEmpty({ topic, group, clock }: LessorSettings, connection: Connection): boolean {
  try {
    return connection.get(freeMessages, { topic, group, now: clock.now(), limit: 1 }) === undefined
  } catch (error) {
    throw databaseError(error)
  }
}

function claimIn(
  { topic, group, clock, leaseMs }: LessorSettings,
  connection: Connection,
  { token, limit }: { readonly token: string; readonly limit: number },
): Claim | undefined {
  const now = clock.now()
  const messages = connection.all(freeMessages, { topic, group, now, limit })
  if (messages.length === 0) return undefined
  const earlier = new Map<string, number>()
  for (const { key } of messages) {
    if (earlier.has(key)) continue
    const leased = connection.get(lease, { topic, group, key, token, expiresAt: now + leaseMs })
    earlier.set(key, leased?.deliveries ?? 1)
  }
  const deliveries = messages.map((message): Delivery => ({
    topic,
    key: message.key,
    body: message.body,
    deliveries: message.deliveries + (earlier.get(message.key) ?? 1),
    publishedAt: message.published_at,
    receipt: receiptFor({ id: message.id, token }),
  }))
  return { token, deliveries }
}

function giveBackIn(
  connection: Connection,
  claim: Claim,
  { now, isFailure }: { readonly now: number; readonly isFailure: boolean },
): void {
  if (!holdsLease(connection, claim.token, now)) return
  if (isFailure) {
    for (const { receipt, deliveries } of claim.deliveries) {
      connection.run(putOff, { id: heldBy(receipt).id, deliveries, availableAt: now + redeliveryDelayMs(deliveries) })
    }
  }
  connection.run(free, { token: claim.token })
}
