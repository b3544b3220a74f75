// What plugin authors import: definitions of tasks and task runners as plain data, and the vocabulary they speak.

export { Type, type Static, type TSchema } from 'typebox'
export { defineTask, endAttempt, type TypedCommandTask, type TypedFunctionTask } from './define-task.ts'
export { definePlugin, PLUGIN_API } from './define-plugin.ts'
export { defineTaskRunner } from './define-task-runner.ts'
export {
  isJsonObject,
  isMillraceError,
  jsonText,
  LOG_LEVELS,
  messageOf,
  MillraceError,
  parseDuration,
  STATES,
} from '@millrace/model'
export type {
  AttemptError,
  AttemptEndState,
  AttemptMessage,
  ErrorCode,
  Json,
  JsonObject,
  LogEntry,
  LogLevel,
} from '@millrace/model'
export type {
  AttemptContext,
  AttemptEnd,
  AttemptJob,
  AttemptResult,
  Bytes,
  Command,
  CommandTask,
  ExecutionFilter,
  FunctionTask,
  HttpAnswer,
  HttpClient,
  HttpRequest,
  LogFilter,
} from '@millrace/ports'
export type {
  JsonSchema,
  Platform,
  PluginDefinition,
  Storage,
  StorageUri,
  TaskDefinition,
  TaskExample,
  TaskRunner,
} from '@millrace/ports'
