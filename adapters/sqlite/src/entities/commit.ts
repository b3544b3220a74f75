// One commit inside a transaction: receipts and versions are checked, and either all of it is written or nothing.

import type { Commit, CommitResult, EntityChange, EntityRef, Receipt } from '@millrace/sdk-adapter'
import type { CountChange } from '../executions/counters.ts'
import { acknowledge, lostReceipts } from '../queue/receipts.ts'
import type { Transaction } from '../transaction.ts'
import { changeEntity, isAtVersion } from './entity-rows.ts'
import { changeExecution } from './execution-rows.ts'
import { writeHolds, writeParts } from './parts.ts'

export function applyCommit(transaction: Transaction, commit: Commit): CommitResult {
  const lost = lostReceipts(transaction, commit.acknowledge ?? [])
  if (lost.length > 0) return refusal(transaction, commit, lost)
  if (namesTwice(commit.changes)) return refusal(transaction, commit, lost)
  const counts =
    commit.changes.length > 1
      ? transaction.attempt(() => applyChanges(transaction, commit))
      : applyChanges(transaction, commit)
  if (counts === undefined) return refusal(transaction, commit, lost)
  transaction.count(counts)
  acknowledge(transaction, commit.acknowledge ?? [])
  transaction.publish(commit.publish ?? [])
  transaction.record(commit.logs ?? [], commit.metrics ?? [])
  return { committed: true }
}

// Of one change, the version check is the first thing that is written: when it fails there is nothing to undo.
function applyChanges({ connection }: Transaction, { changes }: Commit): readonly CountChange[] | undefined {
  const counts: CountChange[] = []
  for (const change of changes) {
    if (change.ref.kind === 'execution') {
      const changed = changeExecution(connection, change)
      if (changed === undefined) return undefined
      counts.push(...changed)
    } else if (!changeEntity(connection, change)) {
      return undefined
    }
    writeParts(connection, change)
    writeHolds(connection, change)
  }
  return counts
}

function refusal(transaction: Transaction, { changes }: Commit, lost: readonly Receipt[]): CommitResult {
  const seen = new Set<string>()
  const conflicts: EntityRef[] = []
  for (const { ref, expectedVersion } of changes) {
    const name = nameOf(ref)
    if (seen.has(name) || !isAtVersion(transaction.connection, ref, expectedVersion)) conflicts.push(ref)
    seen.add(name)
  }
  return lost.length > 0 ? { committed: false, conflicts, lost } : { committed: false, conflicts }
}

function namesTwice(changes: readonly EntityChange[]): boolean {
  return changes.length > 1 && new Set(changes.map(({ ref }) => nameOf(ref))).size < changes.length
}

function nameOf({ kind, key }: EntityRef): string {
  return `${kind.length}:${kind}${key}`
}
