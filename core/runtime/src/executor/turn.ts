// One turn of an entity: its waiting commands applied one after another, as far as what is loaded allows. Synchronous.

import { isMillraceError, messageOf, MillraceError } from '@millrace/model'
import type { Entity, Item } from './entity.ts'
import type { Machine, Subject, Verdict, Wants } from './subject.ts'

/** What is to be done with the entity next. */
export type TurnEnd = 'commit' | 'fetch' | 'rest'

const MAX_COMMANDS = 500
const MAX_ROUNDS = 8

export function takeTurn(entity: Entity, machine: Machine): TurnEnd {
  const subject = entity.subject ?? begin(entity, machine)
  if (subject === undefined) return want(entity, { facts: [], parts: 'none' })
  const { inbox } = entity
  let done = 0
  while (done < inbox.length && done < MAX_COMMANDS) {
    const item = inbox[done]
    const verdict = item === undefined ? undefined : applyOne(entity, subject, item)
    if (verdict?.kind === 'needs') {
      entity.inbox = inbox.slice(done)
      return want(entity, verdict.wants)
    }
    done += 1
    if (verdict === undefined) {
      entity.inbox = inbox.slice(done)
      entity.evict()
      return entity.inbox.length === 0 ? 'rest' : want(entity, { facts: [], parts: 'none' })
    }
  }
  entity.inbox = done === inbox.length ? [] : inbox.slice(done)
  return seal(entity, subject)
}

/** Makes the entity when its first command does; else it must be loaded. */
function begin(entity: Entity, machine: Machine): Subject | undefined {
  const first = entity.inbox[0]
  if (first === undefined || entity.mustLoad) return undefined
  entity.version = 0
  entity.subject = machine.create(first.command)
  return entity.subject
}

function want(entity: Entity, wants: Wants): 'fetch' {
  entity.wants = wants
  return 'fetch'
}

/** Undefined after a defect: the state may be half changed, and the command is given up. */
function applyOne(entity: Entity, subject: Subject, item: Item): Verdict | undefined {
  try {
    const verdict = subject.apply(item.command, entity.facts)
    if (verdict.kind === 'needs' && nextRound(entity, verdict.wants)) return verdict
    if (verdict.kind === 'needs') return refuseEndless(entity, item)
    entity.rounds = 0
    entity.applied.push({ item, outcome: verdict.kind === 'refused' ? verdict : { kind: verdict.kind, subject } })
    return verdict
  } catch (error) {
    item.settle({ kind: 'failed', error: asError(error) })
    return undefined
  }
}

/** Parts come to an end; what expressions ask for need not, and is bounded. */
function nextRound(entity: Entity, { parts }: Wants): boolean {
  if (parts !== undefined) return true
  entity.rounds += 1
  return entity.rounds <= MAX_ROUNDS
}

function refuseEndless(entity: Entity, item: Item): Verdict {
  entity.rounds = 0
  const refused = {
    kind: 'refused',
    code: 'MR_INTERNAL',
    message: `A decision still lacked something after ${MAX_ROUNDS} rounds.`,
  } as const
  entity.applied.push({ item, outcome: refused })
  return refused
}

function seal(entity: Entity, subject: Subject): TurnEnd {
  if (!subject.isChanged) return 'rest'
  try {
    const sealing = subject.seal(entity.facts)
    if (sealing.kind === 'sealed') {
      entity.rounds = 0
      entity.sealed = sealing.sealed
      return 'commit'
    }
    if (nextRound(entity, sealing.wants)) return want(entity, sealing.wants)
    throw new MillraceError('MR_INTERNAL', `A dispatch still lacked something after ${MAX_ROUNDS} rounds.`)
  } catch (error) {
    return failTurn(entity, asError(error))
  }
}

/** The commands of the turn cannot be written: they are given up, those behind them are not. */
function failTurn(entity: Entity, error: MillraceError): TurnEnd {
  const { applied } = entity
  entity.applied = []
  entity.evict()
  for (const { item } of applied) item.settle({ kind: 'failed', error })
  return entity.inbox.length === 0 ? 'rest' : want(entity, { facts: [], parts: 'none' })
}

export function asError(error: unknown): MillraceError {
  return isMillraceError(error) ? error : new MillraceError('MR_INTERNAL', messageOf(error), { cause: error })
}
