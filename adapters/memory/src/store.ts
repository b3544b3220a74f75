// What a store in memory holds. Plain maps; every change to them is made in one synchronous piece.

import type {
  EntityRef,
  ExecutionRow,
  FlowRecord,
  Instant,
  KvEntry,
  LogEntry,
  MetricEntry,
  Part,
  ServiceRecord,
  SetAsideMessage,
} from '@millrace/sdk-adapter'
import { MessageTable } from './messages.ts'

export interface EntityRecord {
  readonly ref: EntityRef
  version: number
  body: string
  isLive: boolean
  dueAt: Instant | undefined
  owner: string | undefined
  row: ExecutionRow | undefined
  readonly parts: Map<string, Part>
  /** Attempt → who holds it. */
  readonly holds: Map<string, string>
}

export interface MemoryStore {
  readonly entities: Map<string, EntityRecord>
  readonly logs: Map<string, LogEntry>
  readonly metrics: Map<string, MetricEntry>
  /** Flow name → revisions, oldest first. */
  readonly flows: Map<string, FlowRecord[]>
  readonly kv: Map<string, { readonly namespace: string; readonly entry: KvEntry }>
  readonly services: Map<string, ServiceRecord>
  readonly setAside: Map<string, SetAsideMessage>
  readonly messages: MessageTable
  readonly listeners: Map<string, Set<(body: string) => void>>
}

export function createStore(): MemoryStore {
  return {
    entities: new Map(),
    logs: new Map(),
    metrics: new Map(),
    flows: new Map(),
    kv: new Map(),
    services: new Map(),
    setAside: new Map(),
    messages: new MessageTable(),
    listeners: new Map(),
  }
}

/** One text for several, such that different lists give different texts. */
export function keyOf(...texts: readonly string[]): string {
  return JSON.stringify(texts)
}

export function entityKey(ref: EntityRef): string {
  return keyOf(ref.kind, ref.key)
}
