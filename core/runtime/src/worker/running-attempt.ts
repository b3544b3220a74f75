// One attempt from rendering to its end. A task that answers at once costs neither a promise nor a timer.

import {
  isMillraceError,
  messageOf,
  MillraceError,
  type AttemptEnded,
  type AttemptMessage,
  type ServiceId,
  type Json,
  type JsonObject,
} from '@millrace/model'
import type {
  AttemptContext,
  AttemptResult,
  Clock,
  HttpClient,
  Platform,
  Storage,
  TaskDefinition,
  TaskRunner,
} from '@millrace/ports'
import type { EngineSettings } from '../facts/engine-settings.ts'
import type { FactSource } from '../facts/fact-source.ts'
import { decrypted, type Cipher } from '../flows/inputs/cipher.ts'
import type { Log } from '../log.ts'
import { AttemptLog, type LogLimits, type RecordTarget } from './attempt-log.ts'
import { AttemptScope } from './attempt-scope.ts'
import { propertiesOf } from './properties.ts'
import { renderer } from './renderer.ts'
import { renderSlowly, renderingContext, type RenderingDeps } from './rendering.ts'
import { SecretMask } from './secret-mask.ts'
import type { WorkFolders } from './work-folders.ts'

/** The task types that this process can run. */
export interface TaskTypes {
  definition(type: string): TaskDefinition | undefined
}

export interface AttemptDeps {
  readonly types: TaskTypes
  readonly runners: ReadonlyMap<string, TaskRunner>
  readonly platform: Platform
  readonly http: HttpClient
  readonly storage: Storage
  readonly facts: FactSource
  readonly settings: EngineSettings
  readonly records: RecordTarget
  readonly folders: WorkFolders
  readonly clock: Clock
  readonly log: Log
  readonly service: ServiceId
  readonly limits: LogLimits
  /** Of inputs of type SECRET; absent: an attempt that reads one fails. */
  readonly cipher?: Cipher
  /** How long a task may go on after it was told to stop, before its slot is taken from it. */
  readonly stopGraceMs: number
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

export class RunningAttempt {
  readonly message: AttemptMessage
  readonly startedAt: number
  readonly #deps: AttemptDeps
  readonly #mask = new SecretMask()
  /** Inputs of type SECRET: out of the log, but a task may give them as its outputs, as in Kestra. */
  readonly #inputMask = new SecretMask()
  readonly #log: AttemptLog
  readonly #scope: AttemptScope
  readonly #onEnd: (end: AttemptEnded | undefined) => void
  #renderer: AttemptContext['render'] | undefined
  #cancelTimers: (() => void)[] = []
  #isBegun = false
  #isEnded = false

  /** `onEnd` gets no end when the attempt was given back because the process stops. */
  constructor(deps: AttemptDeps, message: AttemptMessage, onEnd: (end: AttemptEnded | undefined) => void) {
    const { records: target, clock, limits, storage, platform, folders, http } = deps
    this.#deps = deps
    this.message = message
    this.#onEnd = onEnd
    this.startedAt = clock.now()
    this.#log = new AttemptLog({
      message,
      target,
      clock,
      limits,
      mask: (text) => this.#inputMask.text(this.#mask.text(text)),
    })
    this.#scope = new AttemptScope({
      message,
      storage,
      platform,
      folders,
      http,
      attemptLog: this.#log,
      mask: this.#mask,
      render: (template, variables) => this.#render(template, variables),
    })
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Never throws; calls `onEnd` before it returns where the task answers at once. */
  start(): void {
    if (this.#isEnded) return
    this.#isBegun = true
    try {
      this.#begin()
    } catch (error) {
      this.#end(failure(error))
    }
  }

  /** Of a task that must not run twice. */
  get isOnce(): boolean {
    return this.#deps.types.definition(this.message.task.type)?.isIdempotent === false
  }

  /** Gives it up before it began; nobody hears of it. */
  discard(): void {
    this.#isEnded = true
    for (const cancel of this.#cancelTimers) cancel()
  }

  /** Tells the task to stop; one that does not within the grace is given up. */
  stop(reason: MillraceError): void {
    if (this.#isEnded || this.#scope.reason !== undefined) return
    this.#scope.abort(reason)
    const giveUp = (): void => this.#end({ state: 'FAILED', error: { code: reason.code, message: reason.message } })
    if (this.#isBegun) this.#cancelTimers.push(this.#deps.clock.after(this.#deps.stopGraceMs, giveUp))
    else giveUp()
  }

  #begin(): void {
    const { message } = this
    const definition = this.#definition()
    this.#startTimeout()
    const properties = propertiesOf(message.task, definition)
    if (message.open && !properties.isStatic) return this.#beginSlowly(definition)
    const rendered = properties.render(renderingContext(this.#deps, message, this.#plain(message.variables)))
    if (rendered.kind === 'needs') this.#beginSlowly(definition)
    else this.#run(definition, rendered.properties)
  }

  #render(template: string, variables?: JsonObject): Promise<Json> {
    this.#renderer ??= renderer(this.#rendering, this.message, this.#mask)
    return this.#renderer(template, variables)
  }

  get #rendering(): RenderingDeps {
    return { ...this.#deps, plain: (variables) => this.#plain(variables) }
  }

  /** Inputs of type SECRET are stored encrypted and decrypted here alone. */
  #plain(variables: JsonObject): JsonObject {
    const { inputs } = variables
    if (inputs === undefined) return variables
    const { value, secrets } = decrypted(this.#deps.cipher, inputs)
    for (const secret of secrets) this.#inputMask.add(secret)
    return secrets.length === 0 ? variables : { ...variables, inputs: value }
  }

  #definition(): TaskDefinition {
    const definition = this.#deps.types.definition(this.message.task.type)
    if (definition !== undefined) return definition
    throw new MillraceError(
      'MR_FLOW_TASK_TYPE',
      `No plugin of this worker has the task type ${this.message.task.type}.`,
    )
  }

  #startTimeout(): void {
    const { task, timeoutMs } = this.message
    if (timeoutMs === undefined && task.timeout !== undefined) {
      throw new MillraceError(
        'MR_TASK_PROPERTY',
        `The property \`timeout\` gives no ISO-8601 duration: ${task.timeout}`,
      )
    }
    if (timeoutMs === undefined) return
    const reason = (): MillraceError =>
      new MillraceError('MR_TASK_TIMEOUT', `The task ran longer than its time-out of ${timeoutMs} ms.`)
    this.#cancelTimers.push(this.#deps.clock.after(timeoutMs, () => this.stop(reason())))
  }

  /** What cannot be fetched because a service is away is asked for again: that is no failure of the task. */
  #beginSlowly(definition: TaskDefinition, pauseMs = FIRST_PAUSE_MS): void {
    renderSlowly(this.#rendering, this.message, definition, this.#mask).then(
      (properties) => {
        const { reason } = this.#scope
        if (reason === undefined) this.#run(definition, properties)
        else this.#end(failure(reason))
      },
      (error: unknown) => {
        const { reason } = this.#scope
        if (reason !== undefined || !isUnavailable(error)) return this.#end(failure(reason ?? error))
        const again = (): void => this.#beginSlowly(definition, Math.min(LONGEST_PAUSE_MS, pauseMs * 2))
        this.#cancelTimers.push(this.#deps.clock.after(pauseMs, again))
      },
    )
  }

  #run(definition: TaskDefinition, properties: AttemptMessage['variables']): void {
    const given = this.#runner(definition).run({ definition, properties, context: this.#scope })
    if (!(given instanceof Promise)) return this.#end(given)
    given.then(
      (result) => this.#end(result),
      (error: unknown) => this.#end(failure(error)),
    )
  }

  #runner(definition: TaskDefinition): TaskRunner {
    const id = definition.runsOn ?? ('command' in definition ? 'child-process' : 'event-loop')
    const runner = this.#deps.runners.get(id)
    if (runner !== undefined) return runner
    throw new MillraceError(
      'MR_PLUGIN_NOT_FOUND',
      `No plugin of this worker has the task runner "${id}" of ${definition.type}.`,
    )
  }

  #end(result: AttemptResult): void {
    if (this.#isEnded) return
    this.#isEnded = true
    for (const cancel of this.#cancelTimers) cancel()
    this.#removeDirectory()
    const { reason } = this.#scope
    if (reason?.code === 'MR_SHUTTING_DOWN' && result.state !== 'SUCCESS' && result.state !== 'WARNING')
      return this.#onEnd(undefined)
    this.#onEnd(this.#report(reason === undefined ? result : stopped(result, reason)))
  }

  #report(result: AttemptResult): AttemptEnded {
    const { message, startedAt } = this
    const { state, outputs, error } = result
    if (error !== undefined && state === 'FAILED') this.#log.last('ERROR', error.message)
    return {
      kind: 'attempt-ended',
      taskRunId: message.taskRunId,
      attempt: message.attempt,
      startedAt,
      at: this.#deps.clock.now(),
      worker: this.#deps.service,
      state,
      ...(outputs === undefined ? {} : { outputs: this.#mask.object(outputs) }),
      ...(error === undefined ? {} : { error: { ...error, message: this.#mask.text(error.message) } }),
    }
  }

  #removeDirectory(): void {
    const path = this.#scope.madeDirectory
    if (path === undefined) return
    this.#deps.folders.remove(path).catch((error: unknown) => {
      this.#deps.log.warn({ path, error: messageOf(error) }, 'A working folder could not be removed.')
    })
  }
}

function isUnavailable(error: unknown): boolean {
  return isMillraceError(error) && error.kind === 'unavailable'
}

function failure(error: unknown): AttemptResult {
  return {
    state: 'FAILED',
    error: { code: isMillraceError(error) ? error.code : 'MR_TASK_FAILED', message: messageOf(error) },
  }
}

/** What a task that was told to stop ends as, unless it had done its work. */
function stopped(result: AttemptResult, reason: MillraceError): AttemptResult {
  if (result.state === 'SUCCESS' || result.state === 'WARNING') return result
  const error = { code: reason.code, message: reason.message }
  return reason.code === 'MR_TASK_KILLED'
    ? { ...result, state: 'KILLED', error }
    : { ...result, state: 'FAILED', error }
}
