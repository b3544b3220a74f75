// Runs commands as child processes of the worker: input files in, output files, values and log lines out. The
// environment is PATH and HOME, what this runner adds under names MILLRACE_…, and what the command gives.

import path from 'node:path'
import { MillraceError } from '@millrace/model'
import type { AttemptContext, AttemptJob, AttemptResult, Clock, Command, TaskRunner } from '@millrace/ports'
import { endedByAbort, failedBy } from './attempt-end.ts'
import { MAX_OUTPUT_BYTES } from './event-loop-runner.ts'
import { writeInputFiles } from './input-files.ts'
import { OrphanGuard, WORKER_MARK } from './orphan-guard.ts'
import { PRIVATE_PREFIX } from './output-files.ts'
import { runProcessGroup } from './process-group.ts'
import { findProgram } from './program.ts'
import { endOfScript } from './script-end.ts'
import { ScriptOutput } from './script-output.ts'
import { relativePattern } from './working-path.ts'

export interface ChildProcessRunnerOptions {
  readonly clock: Clock
  /** Between SIGTERM and SIGKILL. Default 5 s. */
  readonly graceMs?: number
  /** The search path of programs. Default: the PATH of this process. */
  readonly searchPath?: string
  /** Default 16 MiB. */
  readonly maxOutputBytes?: number
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin'
const DEFAULT_GRACE_MS = 5000

export class ChildProcessRunner implements TaskRunner, AsyncDisposable {
  readonly id = 'child-process'
  readonly #clock: Clock
  readonly #graceMs: number
  readonly #searchPath: string
  readonly #maxOutputBytes: number
  readonly #guard = new OrphanGuard()

  constructor(options: ChildProcessRunnerOptions) {
    this.#clock = options.clock
    this.#graceMs = options.graceMs ?? DEFAULT_GRACE_MS
    this.#searchPath = options.searchPath ?? process.env['PATH'] ?? DEFAULT_PATH
    this.#maxOutputBytes = options.maxOutputBytes ?? MAX_OUTPUT_BYTES
  }

  async run(job: AttemptJob): Promise<AttemptResult> {
    const { signal } = job.context
    try {
      signal.throwIfAborted()
      const result = await this.#perform(job)
      return signal.aborted ? endedByAbort(signal) : result
    } catch (thrown) {
      return signal.aborted ? endedByAbort(signal) : failedBy(thrown)
    }
  }

  /** Call it when no attempt runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#guard[Symbol.asyncDispose]()
  }

  async #perform({ definition, properties, context }: AttemptJob): Promise<AttemptResult> {
    if (!('command' in definition)) {
      throw new MillraceError('MR_PLUGIN_INVALID', `${definition.type} is no command and cannot run as a process.`)
    }
    const command = await definition.command(context, properties as never)
    const patterns = command.outputFiles.map(relativePattern)
    const output = new ScriptOutput(context, this.#maxOutputBytes)
    const outputsFile = path.join(context.directory, `${PRIVATE_PREFIX}outputs`)
    const exitCode = await this.#execute(command, context, { output, outputsFile })
    if (context.signal.aborted) return endedByAbort(context.signal)
    return endOfScript({
      command,
      context,
      exitCode,
      output,
      outputsFile,
      patterns,
      maxOutputBytes: this.#maxOutputBytes,
    })
  }

  async #execute(
    command: Command,
    context: AttemptContext,
    { output, outputsFile }: { readonly output: ScriptOutput; readonly outputsFile: string },
  ): Promise<number> {
    const environment = this.#environment(command, context, outputsFile)
    const find = (name: string) => findProgram(name, environment['PATH'] ?? '', context.directory)
    const [name, ...args] = command.argv
    const program = await find(name)
    for (const required of command.requires ?? []) await find(required)
    await writeInputFiles(context, command.inputFiles)
    context.signal.throwIfAborted()
    return runProcessGroup({
      program,
      args,
      environment,
      directory: context.directory,
      signal: context.signal,
      graceMs: this.#graceMs,
      clock: this.#clock,
      guard: this.#guard,
      onLine: (stream, line) => output.accept(stream, line),
    })
  }

  #environment(command: Command, context: AttemptContext, outputsFile: string): Record<string, string> {
    return {
      PATH: this.#searchPath,
      HOME: context.directory,
      ...command.environment,
      MILLRACE_OUTPUTS: outputsFile,
      [WORKER_MARK]: this.#guard.mark,
    }
  }
}
