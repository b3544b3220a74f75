// The simplest entity that a lane can run: a sum, and what it owes to somebody until that is sent. For tests of the lane.

import { adapter } from '@millrace/adapter-memory'
import type { EntityRef, Repository, StoredEntity } from '@millrace/ports'
import {
  createLane,
  type Dispatch,
  type Lane,
  type LaneCommand,
  type Machine,
  type Outcome,
  type Subject,
} from '../../src/index.ts'
import { VirtualTime, type ProcessClock } from '../rig/virtual-clock.ts'

export const LEDGER: EntityRef = { kind: 'ledger', key: 'one' }

export type LedgerCommand =
  | { readonly kind: 'open' }
  | { readonly kind: 'add' }
  /** Refused while the sum is smaller. */
  | { readonly kind: 'check'; readonly atLeast: number }
  /** Needs all of these parts, one after the other. */
  | { readonly kind: 'read'; readonly parts: readonly string[] }
  | { readonly kind: 'recover' }

class Ledger implements Subject {
  readonly ref = LEDGER
  readonly namespace = 'test'
  readonly isLive = true
  readonly weight = 1
  isChanged = false
  sum: number
  readonly #read = new Set<string>()

  constructor(sum: number) {
    this.sum = sum
  }

  apply(given: LaneCommand): ReturnType<Subject['apply']> {
    const command = given as LedgerCommand
    switch (command.kind) {
      case 'open':
      case 'recover':
        this.isChanged = true
        return { kind: 'changed' }
      case 'add':
        this.sum += 1
        this.isChanged = true
        return { kind: 'changed' }
      case 'check':
        return this.sum >= command.atLeast
          ? { kind: 'unchanged' }
          : { kind: 'refused', code: 'MR_COMMAND_STALE', message: `It is ${this.sum}.` }
      case 'read': {
        const missing = command.parts.find((part) => !this.#read.has(part))
        return missing === undefined ? { kind: 'unchanged' } : { kind: 'needs', wants: { facts: [], parts: [missing] } }
      }
    }
  }

  seal(): ReturnType<Subject['seal']> {
    const change = { body: String(this.sum), isLive: true, parts: [], owner: 'unsent' }
    const commands = [{ ref: LEDGER, command: { kind: `sum ${this.sum}` } }]
    return { kind: 'sealed', sealed: { change, sends: { attempts: [], cancels: [], commands }, logs: [] } }
  }

  committed(): void {
    this.isChanged = false
  }

  merge(_stored: StoredEntity, parts: Parameters<Subject['merge']>[1]): void {
    if (typeof parts !== 'string') for (const part of parts) this.#read.add(part)
  }
}

const machine: Machine = {
  kind: 'ledger',
  decode: (command) => command as LaneCommand,
  create: (command) => (command.kind === 'open' ? new Ledger(0) : undefined),
  restore: async (stored) => new Ledger(Number(stored.body)),
  quarantine: async () => {},
}

let stores = 0

/** Lanes of several executors over one store. */
export class Ledgers {
  readonly time = new VirtualTime()
  /** What was sent: lane and sum. */
  readonly sent: string[] = []
  readonly #store: string

  constructor() {
    stores += 1
    this.#store = `ledgers-${process.pid}-${stores}`
  }

  async repository(clock: ProcessClock = this.time.process()): Promise<Repository> {
    const host = { clock, ids: { next: () => 'id' }, dataDirectory: '/nowhere', service: 'test', log: () => {} }
    const { repository } = await adapter.open({ store: this.#store, leaseMs: 5_000 }, host)
    if (repository === undefined) throw new TypeError('The adapter in memory has a repository.')
    return { ...repository, capabilities: { joinedQueue: false, isShared: true } }
  }

  /** `entities`: what is different about the repository of this lane. */
  async lane(
    name: string,
    entities: (real: Repository['entities']) => Partial<Repository['entities']> = () => ({}),
  ): Promise<Lane> {
    const clock = this.time.process()
    const repository = await this.repository(clock)
    const dispatch: Dispatch = {
      ownerOf: () => name,
      repeatCancelMs: undefined,
      sendsWithCommit: false,
      messagesOf: () => [],
      send: async (batch) => {
        for (const { commands } of batch) this.sent.push(...commands.map(({ command }) => `${name}: ${command.kind}`))
        return true
      },
    }
    return createLane({
      repository: { ...repository, entities: { ...repository.entities, ...entities(repository.entities) } },
      machines: [machine],
      dispatch,
      facts: { fetch: async () => ({ absent: true }) },
      records: { take: () => undefined, giveBack: () => {} },
      clock,
      metrics: { count: () => {}, gauge: () => {}, time: () => {} },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      name,
      onCommitted: () => {},
    })
  }

  tell(lane: Lane, command: LedgerCommand): Promise<Outcome> {
    return this.time.of(lane.submit(LEDGER, command))
  }

  async stored(): Promise<StoredEntity | undefined> {
    const { entities } = await this.repository()
    const [stored] = await entities.load([{ ref: LEDGER, parts: 'none' }])
    return stored
  }
}
