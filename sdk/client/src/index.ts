/**
 * The typed client of the HTTP API.
 */
export { createClient, type Client, type MessagesClient } from './create-client.ts'
export type {
  FindingDocument,
  FlowDocument,
  HealthDocument,
  Inputs,
  LogDocument,
  PageDocument,
  SetAsideDocument,
} from './documents.ts'
export type { ExecuteOptions, ExecutionsClient, ListExecutions, LogOptions } from './executions.ts'
export type { FlowsClient, ListFlows } from './flows.ts'
export type { ClientOptions } from './transport.ts'
export { isMillraceError, MillraceError, type ExecutionDocument } from '@millrace/model'
