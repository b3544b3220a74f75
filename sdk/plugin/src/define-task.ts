// Typed definitions of tasks: the schemas of properties and outputs give the types that `run` and `command` see.

import type { JsonObject } from '@millrace/model'
import { ATTEMPT_END } from '@millrace/ports'
import type { AttemptContext, AttemptEnd, AttemptResult, Command, CommandTask, FunctionTask } from '@millrace/ports'
import type { Static, TSchema } from 'typebox'

/** What `run` may give, where the outputs have a schema. */
type OutputsOf<Outputs extends TSchema | undefined> = Outputs extends TSchema ? Static<Outputs> : JsonObject | void

type Described<Definition, Properties extends TSchema, Outputs extends TSchema | undefined> = Omit<
  Definition,
  'properties' | 'outputs' | 'run' | 'command'
> & {
  readonly properties: Properties
} & (Outputs extends TSchema ? { readonly outputs: Outputs } : { readonly outputs?: undefined })

/** A task in JavaScript, its properties and outputs typed by their schemas. */
export type TypedFunctionTask<Properties extends TSchema, Outputs extends TSchema | undefined> = Described<
  FunctionTask,
  Properties,
  Outputs
> & {
  run(
    context: AttemptContext,
    properties: Static<Properties>,
  ): Promise<OutputsOf<Outputs> | AttemptEnd> | OutputsOf<Outputs> | AttemptEnd
}

/** A task that is a command, its properties typed by their schema. */
export type TypedCommandTask<Properties extends TSchema, Outputs extends TSchema | undefined> = Described<
  CommandTask,
  Properties,
  Outputs
> & {
  command(context: AttemptContext, properties: Static<Properties>): Promise<Command> | Command
}

/**
 * Describes a task type. It is plain data: nothing happens until a worker runs an attempt. Properties reach `run` and
 * `command` rendered, coerced to the types of the schema and checked against it.
 */
export function defineTask<Properties extends TSchema, Outputs extends TSchema | undefined = undefined>(
  definition: TypedFunctionTask<Properties, Outputs>,
): FunctionTask
export function defineTask<Properties extends TSchema, Outputs extends TSchema | undefined = undefined>(
  definition: TypedCommandTask<Properties, Outputs>,
): CommandTask
export function defineTask(definition: object): object {
  return definition
}

/** An explicit end of an attempt, for tasks that may end with a WARNING; what `run` returns otherwise is its outputs. */
export function endAttempt(result: AttemptResult): AttemptEnd {
  return { [ATTEMPT_END]: result }
}
