// What a task sees while it runs an attempt. What costs something is made when it is first asked for.

import {
  type MillraceError,
  type AttemptMessage,
  type Json,
  type JsonObject,
  type LogLevel,
  type MetricEntry,
} from '@millrace/model'
import type { AttemptContext, HttpClient, Platform, Storage, StorageUri } from '@millrace/ports'
import { executionFolder, taskRunFile } from '../storage-paths.ts'
import { attemptFiles } from './attempt-files.ts'
import type { AttemptLog } from './attempt-log.ts'
import type { SecretMask } from './secret-mask.ts'
import type { WorkFolders } from './work-folders.ts'

export interface AttemptScopeDeps {
  readonly message: AttemptMessage
  readonly storage: Storage
  readonly platform: Platform
  readonly folders: WorkFolders
  readonly http: HttpClient
  readonly attemptLog: AttemptLog
  readonly mask: SecretMask
  readonly render: AttemptContext['render']
}

export class AttemptScope implements AttemptContext {
  readonly message: AttemptMessage
  readonly storage: Storage
  readonly #deps: AttemptScopeDeps
  #controller: AbortController | undefined
  #reason: MillraceError | undefined
  #directory: string | undefined
  #platform: Platform | undefined

  constructor(deps: AttemptScopeDeps) {
    this.#deps = deps
    this.message = deps.message
    this.storage = deps.storage
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#reason !== undefined) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  get directory(): string {
    const { message, folders } = this.#deps
    this.#directory ??= folders.make(`${message.taskRunId}-${message.attempt}`)
    return this.#directory
  }

  /** Secrets that pass through are masked from then on. */
  get platform(): Platform {
    const { platform, mask } = this.#deps
    this.#platform ??= {
      kv: platform.kv,
      files: platform.files,
      executions: platform.executions,
      logs: (filter) => platform.logs(filter),
      errorLogs: (executionId) => platform.errorLogs(executionId),
      variables: (executionId, taskRunId) => platform.variables(executionId, taskRunId),
      secret: async (namespace, key) => {
        const secret = await platform.secret(namespace, key)
        if (secret !== undefined) mask.add(secret)
        return secret
      },
    }
    return this.#platform
  }

  get http(): HttpClient {
    const { http } = this.#deps
    return { send: (request) => http.send({ signal: this.signal, ...request }) }
  }

  get files(): AttemptContext['files'] {
    return attemptFiles(this)
  }

  get executionFolder(): StorageUri {
    return executionFolder(this.message)
  }

  readonly log = (level: LogLevel, message: string): void => this.#deps.attemptLog.log(level, message)

  readonly metric = (metric: Pick<MetricEntry, 'name' | 'type' | 'value' | 'tags'>): void =>
    this.#deps.attemptLog.metric(metric)

  readonly render = (template: string, variables?: JsonObject): Promise<Json> => this.#deps.render(template, variables)

  readonly fileUri = (name: string): StorageUri => taskRunFile(this.message, name)

  /** Why the attempt was told to stop; undefined when it was not. */
  get reason(): MillraceError | undefined {
    return this.#reason
  }

  abort(reason: MillraceError): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#controller?.abort(this.#reason)
  }

  /** The working folder, if the task asked for it. */
  get madeDirectory(): string | undefined {
    return this.#directory
  }
}
