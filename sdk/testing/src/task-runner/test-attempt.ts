// An attempt for tests of tasks and task runners: a context with a folder of its own that keeps what a task logs.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MillraceError, taskRunIdOf } from '@millrace/model'
import type { AttemptMessage, ErrorCode, ExecutionId, JsonObject, LogLevel, MetricEntry, Task } from '@millrace/model'
import { attemptFiles, createFactSource, createHttpClient, namespaceFile, renderer } from '@millrace/runtime'
import type { AttemptContext, AttemptJob, Clock, Platform, Storage, StorageUri, TaskDefinition } from '@millrace/ports'
import { MemoryStorage } from '../storage/memory-storage.ts'

export interface TestAttemptOptions {
  readonly task?: Task
  /** Default: a storage in memory. */
  readonly storage?: Storage
  /** Default: one that has nothing: each call rejects. See `testPlatform`. */
  readonly platform?: Platform
  /** What its expressions may name. */
  readonly variables?: JsonObject
  /** The value of the loop turn. */
  readonly value?: string
}

export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
}

export interface TestAttempt extends AsyncDisposable {
  readonly context: AttemptContext
  readonly logs: readonly LoggedLine[]
  readonly metrics: readonly Pick<MetricEntry, 'name' | 'type' | 'value' | 'tags'>[]
  /** Aborts as kill (MR_TASK_KILLED), time-out (MR_TASK_TIMEOUT) or shutdown (MR_SHUTTING_DOWN) do. */
  abort(code: ErrorCode): void
  job(definition: TaskDefinition, properties?: JsonObject): AttemptJob
}

const SETTINGS = { zone: 'UTC', globals: {}, envs: {} }
const CLOCK: Clock = { now: () => 0, after: () => () => {} }
const HTTP = createHttpClient({ deniesPrivate: false })
const EXECUTION = 'testExecution000000000' as ExecutionId

function messageFor({
  task = { id: 'task', type: 'test/task' },
  variables = {},
  value,
}: TestAttemptOptions): AttemptMessage {
  return {
    executionId: EXECUTION,
    taskRunId: taskRunIdOf(EXECUTION, task.id),
    attempt: 1,
    namespace: 'test',
    flowId: 'test',
    flowRevision: 1,
    task,
    variables,
    open: false,
    ...(value === undefined ? {} : { value }),
    dispatchedAt: 0,
  }
}

const absent = async (): Promise<never> => {
  throw new MillraceError('MR_INTERNAL', 'This test attempt has no platform.')
}

const noPlatform: Platform = {
  kv: { get: absent, set: absent, list: absent, remove: absent },
  files: { uri: namespaceFile, list: absent },
  executions: { resume: absent, count: absent, purge: absent },
  logs: () => {
    throw new MillraceError('MR_INTERNAL', 'This test attempt has no platform.')
  },
  secret: absent,
  errorLogs: absent,
  variables: absent,
}

/** Opens an attempt; disposing of it removes its folder. */
export async function openTestAttempt(options: TestAttemptOptions = {}): Promise<TestAttempt> {
  const directory = await mkdtemp(path.join(tmpdir(), 'millrace-attempt-'))
  const controller = new AbortController()
  const logs: LoggedLine[] = []
  const metrics: TestAttempt['metrics'][number][] = []
  const message = messageFor(options)
  const storage = options.storage ?? new MemoryStorage({ clock: { now: () => 0 } })
  const platform = options.platform ?? noPlatform
  const fileUri = (name: string): StorageUri => `kestra:///attempt/${name}`
  const context: AttemptContext = {
    message,
    signal: controller.signal,
    directory,
    storage,
    platform,
    http: { send: (request) => HTTP.send({ signal: controller.signal, ...request }) },
    log: (level, line) => logs.push({ level, message: line }),
    metric: (metric) => metrics.push(metric),
    fileUri,
    executionFolder: 'kestra:///attempt/',
    files: attemptFiles({ directory, storage, signal: controller.signal, fileUri }),
    render: renderer(
      { platform, facts: createFactSource({ platform, storage }), settings: SETTINGS, clock: CLOCK },
      message,
      { add: () => {} },
    ),
  }
  return {
    context,
    logs,
    metrics,
    abort: (code) => controller.abort(new MillraceError(code, `aborted by ${code}`)),
    job: (definition, properties = {}) => ({ definition, properties, context }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
