// The rules of an execution as one pure machine: (plan, state, command, facts) → decision.

export { allVariables, attemptMessage, type AttemptRequest } from './attempt-message.ts'
export type {
  Ask,
  CallCommand,
  CallFailed,
  Decision,
  Effect,
  EngineFacts,
  EngineNeed,
  ExecutionCommand,
} from './command.ts'
export { expressionContext, toJson } from './context/evaluate.ts'
export { isTruthy } from './context/truth.ts'
export { apply, createExecution, newTable, type CreateRequest } from './create.ts'
export { decide } from './decide.ts'
export { toDocument } from './document.ts'
export { instantText } from './instant.ts'
export { replay, type ReplayRequest } from './replay.ts'
export { outstanding } from './outstanding.ts'
export { compileFlow, type CompileOptions } from './plan/compile.ts'
export { listOf, type Lists, type Plan, type PlanTask } from './plan/plan.ts'
export {
  NOT_LOADED,
  type Attempt,
  type Caller,
  type ExecutionHeader,
  type ExecutionState,
  type Frame,
  type LoopValues,
  type Phase,
  type RunTable,
  type TaskRun,
} from './state.ts'
export { isLiveRun } from './view.ts'
