// The write of an execution: body, parts, dates, holds and the columns that people query.

import { isTerminal, type Instant } from '@millrace/model'
import type { ExecutionHeader, ExecutionState } from '@millrace/engine'
import type { EntityChange, ExecutionRow } from '@millrace/ports'
import { encodeExecution, type RunTexts } from './execution-codec.ts'
import type { Turn } from './execution-turn.ts'

export interface ExecutionWrite {
  readonly change: Omit<EntityChange, 'ref' | 'expectedVersion'>
  readonly isSplit: boolean
}

export interface WriteSettings {
  readonly wasSplit: boolean
  readonly texts: RunTexts
  /** A timer of the execution beside those that its state asks for. */
  readonly wakeAt: Instant | undefined
  /** Who owes messages of it while it is live. */
  readonly owner: string | undefined
}

export function describeWrite(state: ExecutionState, turn: Turn, settings: WriteSettings): ExecutionWrite {
  const { wasSplit, texts, wakeAt, owner } = settings
  const { header } = state
  const { body, parts, isSplit, dueAt: waitsUntil } = encodeExecution(state, turn, wasSplit, texts)
  const scheduledAt =
    header.state === 'CREATED' ? header.scheduledAt : isTerminal(header.state) ? undefined : header.dueAt
  const dueAt = earliest(earliest(waitsUntil, scheduledAt), wakeAt)
  const isLive = !isTerminal(header.state) || header.liveCount > 0
  return {
    isSplit,
    change: {
      body,
      parts,
      isLive,
      row: rowOf(header),
      ...(dueAt === undefined ? {} : { dueAt }),
      // What has ended owes what this commit has to tell, and nothing else.
      ...(owner === undefined || !(isLive || turn.commands.length > 0) ? {} : { owner }),
      ...(turn.holds.size === 0 ? {} : { holds: holdsOf(turn) }),
    },
  }
}

function holdsOf({ holds }: Turn): NonNullable<EntityChange['holds']> {
  const add = []
  const remove = []
  for (const [part, holder] of holds) {
    if (holder === undefined) remove.push(part)
    else add.push({ part, holder })
  }
  return { add, remove }
}

function earliest(left: Instant | undefined, right: Instant | undefined): Instant | undefined {
  return left === undefined || (right !== undefined && right < left) ? right : left
}

function rowOf(header: ExecutionHeader): ExecutionRow {
  const endedAt = isTerminal(header.state) ? header.history.at(-1)?.at : undefined
  return {
    namespace: header.namespace,
    flowId: header.flowId,
    flowRevision: header.flowRevision,
    state: header.state,
    startedAt: header.createdAt,
    labels: header.labels,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(header.parentId === undefined ? {} : { parentId: header.parentId }),
    ...(header.trigger === undefined ? {} : { triggerId: header.trigger.id }),
  }
}
