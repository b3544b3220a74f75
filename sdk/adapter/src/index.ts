/**
 * What adapter authors import: the ports, the definition of an adapter, and what queues and lists have in common.
 */
export { Type, type Static } from 'typebox'
export { defineAdapter, type Adapter } from './define-adapter.ts'
export { decodeCursor, encodeCursor, type CursorValue } from './cursor.ts'
export { LeasedConsumer, redeliveryDelayMs, type Claim, type LeasedConsumerSettings, type Lessor } from './leased-consumer.ts'
export {
  isMillraceError, LOG_LEVELS, messageOf, MillraceError, sortableId,
  type ErrorCode, type Flow, type Instant, type Json, type JsonObject, type Label, type LogEntry, type LogLevel, type MetricEntry,
} from '@millrace/model'
export type {
  AdapterDefinition, AdapterHost, Bytes, Clock, Commit, CommitResult, ConsumeOptions, Consumer, Delivery, DueTimer,
  EntityChange, EntityRef, EntityStore, ExecutionFilter, ExecutionQueries, ExecutionRow, ExecutionSort, ExecutionSummary,
  FlowFilter, FlowRecord, FlowStore, Handler, Hold, Ids, KvEntry, KvStore, LogFilter, LogStore, Message, OpenAdapter,
  Orphan, Page, PageRequest, Part, PartSelection, Queue, Receipt, Repository, RepositoryCapabilities, Secrets,
  ServiceRecord, ServiceStore, SetAsideMessage, SetAsideStore, Storage, StorageUri, StoredEntity, Total,
} from '@millrace/ports'
