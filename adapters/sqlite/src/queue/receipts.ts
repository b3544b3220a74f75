// Receipts: which message was delivered under which lease. A lease that ended or passed to another counts no more.

import type { Receipt } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { bulkStatement, statement } from '../sql/statement.ts'
import type { Transaction } from '../transaction.ts'

export interface HeldMessage {
  readonly id: number
  readonly token: string
}

export function receiptFor(held: HeldMessage): Receipt {
  return held as unknown as Receipt
}

export function heldBy(receipt: Receipt): HeldMessage {
  return receipt as unknown as HeldMessage
}

const leaseOf = statement((at: { token: string; now: number }) =>
  build.selectFrom('leases').select('key').where('token', '=', at.token).where('expires_at', '>', at.now).limit(1),
)

const deleteMessages = bulkStatement<number>(
  (count) =>
    build.deleteFrom('messages').where(
      'id',
      'in',
      Array.from({ length: count }, () => 0),
    ),
  (id) => [id],
)

/** A lease is renewed as a whole and never once it has ended: one of its keys stands for all. */
export function holdsLease(connection: Connection, token: string, now: number): boolean {
  return connection.get(leaseOf, { token, now }) !== undefined
}

export function lostReceipts({ connection, now }: Transaction, receipts: readonly Receipt[]): readonly Receipt[] {
  if (receipts.length === 0) return []
  const tokens = new Set(receipts.map((receipt) => heldBy(receipt).token))
  const lost = new Set([...tokens].filter((token) => !holdsLease(connection, token, now)))
  return receipts.filter((receipt) => lost.has(heldBy(receipt).token))
}

export function acknowledge({ connection }: Transaction, receipts: readonly Receipt[]): void {
  for (const query of deleteMessages.chunks(receipts.map((receipt) => heldBy(receipt).id))) connection.runOf(query)
}
