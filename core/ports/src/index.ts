// What the core asks of the world: interfaces and their tokens only.

export { token, type Token } from './token.ts'
export { Clock, Ids } from './clock.ts'
export {
  Queue,
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  type Handler,
  type Message,
  type Receipt,
} from './queue.ts'
export type {
  Commit,
  CommitResult,
  DueTimer,
  EntityChange,
  EntityRef,
  EntityStore,
  Hold,
  Orphan,
  Part,
  PartSelection,
  StoredEntity,
} from './entities.ts'
export type {
  ExecutionFilter,
  ExecutionQueries,
  ExecutionRow,
  ExecutionSort,
  ExecutionSummary,
  Page,
  PageRequest,
  Total,
} from './executions.ts'
export type {
  FlowFilter,
  FlowRecord,
  FlowStore,
  KvEntry,
  KvStore,
  LogFilter,
  LogStore,
  ServiceRecord,
  ServiceStore,
  SetAsideMessage,
  SetAsideStore,
} from './records.ts'
export { Repository, type RepositoryCapabilities } from './repository.ts'
export { Storage, type Bytes, type StorageUri } from './storage.ts'
export type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts'
export { Secrets } from './secrets.ts'
export { Platform } from './platform.ts'
export type { AttemptContext, AttemptJob, AttemptResult, TaskRunner } from './task-runner.ts'
export { ATTEMPT_END } from './plugin.ts'
export type {
  AttemptEnd,
  Command,
  CommandTask,
  FunctionTask,
  JsonSchema,
  PluginDefinition,
  TaskDefinition,
  TaskExample,
} from './plugin.ts'
export type { AdapterDefinition, AdapterHost, OpenAdapter } from './adapter.ts'
export { Metrics, type MetricLabels } from './metrics.ts'
