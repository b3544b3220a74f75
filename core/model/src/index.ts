// The vocabulary of Millrace: flows, executions, attempts, states, ids, errors. Depends on nothing here.

export { isJsonObject, jsonText, type Json, type JsonObject } from './json.ts'
export {
  instantOfId,
  sortableId,
  taskRunIdOf,
  type ExecutionId,
  type Instant,
  type ServiceId,
  type TaskRunId,
} from './ids.ts'
export { DURATION_PATTERN, formatDuration, parseDuration } from './duration.ts'
export { nearestWords } from './nearest.ts'
export {
  EXECUTION_TRANSITIONS,
  isTerminal,
  STATES,
  TASK_RUN_TRANSITIONS,
  type State,
  type StateEntry,
} from './state.ts'
export {
  LOG_LEVELS,
  type Flow,
  type FlowInput,
  type FlowOutput,
  type Label,
  type LogLevel,
  type PluginDefault,
  type Retry,
  type Task,
} from './flow.ts'
export type {
  AttemptDocument,
  ExecutionDocument,
  ExecutionTrigger,
  StateDocument,
  TaskRunDocument,
} from './execution.ts'
export type {
  AttemptEnded,
  AttemptEndState,
  AttemptError,
  AttemptMessage,
  AttemptStarted,
  LogEntry,
  MetricEntry,
} from './attempt.ts'
export {
  ERROR_KINDS,
  isMillraceError,
  messageOf,
  MillraceError,
  type ErrorDetails,
  type ErrorKind,
  type Position,
  type Severity,
} from './error.ts'
export { ERRORS, type CatalogueEntry, type ErrorCode } from './error-catalogue.ts'
export { childProperties, controlOf, dagEntryOf, CONTROLS, type Control, type ControlKind } from './schemas/controls.ts'
export {
  FlowSchema,
  INPUT_TYPES,
  InputSchema,
  OutputSchema,
  PluginDefaultSchema,
  RetrySchema,
  TASK_PROPERTIES,
  TaskSchema,
  type InputType,
} from './schemas/flow.ts'
