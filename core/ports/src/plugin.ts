// What a plugin is: plain data that describes task types. Importing one does nothing.

import type { Json, JsonObject } from '@millrace/model'
import type { AttemptContext, AttemptResult, TaskRunner } from './task-runner.ts'

/** JSON Schema; TypeBox schemas are such objects. */
export type JsonSchema = object

export interface TaskExample {
  readonly title: string
  /** A whole flow in YAML that the build runs. */
  readonly flow: string
}

interface TaskDescription {
  /** Short name, `plugin/verb`: `core/log`. */
  readonly type: string
  /** Other names under which flows may know it. */
  readonly aliases?: readonly string[]
  readonly title: string
  readonly description?: string
  /** Schema of the properties beyond those that all tasks have. */
  readonly properties: JsonSchema
  readonly outputs?: JsonSchema
  readonly examples?: readonly TaskExample[]
  /** Properties that reach `run` as written, their expressions not rendered. */
  readonly unrendered?: readonly string[]
  /** False: after an unknown outcome it is failed, not run again. Default true. */
  readonly isIdempotent?: boolean
}

/** A task in JavaScript: runs where `runsOn` says, `event-loop` unless told. */
export interface FunctionTask extends TaskDescription {
  readonly runsOn?: string
  /** Gives the outputs; throws to fail (a MillraceError gives its code). May give a whole result to end with a WARNING. */
  run(
    context: AttemptContext,
    properties: never,
  ): Promise<JsonObject | AttemptEnd | void> | JsonObject | AttemptEnd | void
}

/** A task that is a command: a task runner (`child-process` unless told) executes it. */
export interface CommandTask extends TaskDescription {
  readonly runsOn?: string
  command(context: AttemptContext, properties: never): Promise<Command> | Command
}

export type TaskDefinition = FunctionTask | CommandTask

/** Marks an explicit end, so that an output of any name cannot be taken for one. */
export const ATTEMPT_END: unique symbol = Symbol.for('millrace.attempt-end')

/** An explicit end, for tasks that may end with a warning. */
export interface AttemptEnd {
  readonly [ATTEMPT_END]: AttemptResult
}

/** A program to run. The environment holds nothing but `environment` and what the runner documents. */
export interface Command {
  /** The program, by path or by a name on the PATH, and its arguments. No shell stands between. */
  readonly argv: readonly [string, ...string[]]
  /** Further programs that must be on the PATH; one that is missing fails the attempt with MR_SCRIPT_INTERPRETER. */
  readonly requires?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Files to write into the working folder first: relative path → text, or the URI of a stored file. */
  readonly inputFiles: Readonly<Record<string, { readonly text: string } | { readonly uri: string }>>
  /**
   * Globs of files to store afterwards, also after a failure; they become the output `outputFiles`: relative path →
   * URI. Files whose name begins with `.millrace-` are left out.
   */
  readonly outputFiles: readonly string[]
  /** An exit code other than 0 gives WARNING instead of FAILED when listed. */
  readonly warningExitCodes?: readonly number[]
  /** Lines on the error stream end the task with a WARNING. Default false. */
  readonly warnsOnErrorLines?: boolean
  readonly details?: Json
}

export interface PluginDefinition {
  /** Kebab case; the first part of its task types. */
  readonly name: string
  readonly title: string
  readonly tasks: readonly TaskDefinition[]
  readonly taskRunners?: readonly TaskRunner[]
}
