// Executions over HTTP: execute, read, list, follow, kill, remove, files and logs.

import { isTerminal, jsonText, type ExecutionDocument, type LogLevel } from '@millrace/model'
import type { Inputs, LogDocument, PageDocument } from './documents.ts'
import { readEvents } from './events.ts'
import { pathOf, type Transport } from './transport.ts'

export interface ExecuteOptions {
  /** By input id. */
  readonly inputs?: Inputs
  /** Files by input id; a File brings its own name. */
  readonly files?: Readonly<Record<string, Blob>>
  readonly labels?: Readonly<Record<string, string>>
  /** Resolve with the final document. Default false: with the one in state CREATED. */
  readonly wait?: boolean
  readonly revision?: number
  /** ISO-8601: begin then. */
  readonly scheduleDate?: string
  readonly signal?: AbortSignal
}

export interface ListExecutions {
  /** The namespace and those below it. */
  readonly namespace?: string
  readonly flowId?: string
  readonly states?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** ISO-8601. */
  readonly startDate?: string
  readonly endDate?: string
  /** Part of an id or namespace. */
  readonly text?: string
  /** For example `state.startDate:desc`, which is the default. */
  readonly sort?: string
  readonly size?: number
  /** `next` of the page before. */
  readonly after?: string
  /** Without task runs: much cheaper. */
  readonly summary?: boolean
}

export interface LogOptions {
  readonly minLevel?: LogLevel
  readonly taskId?: string
  readonly taskRunId?: string
  readonly signal?: AbortSignal
}

export interface ExecutionsClient {
  /** Rejects with MR_FLOW_NOT_FOUND, MR_INPUT_INVALID … */
  execute(namespace: string, flowId: string, options?: ExecuteOptions): Promise<ExecutionDocument>
  get(id: string): Promise<ExecutionDocument>
  page(options?: ListExecutions): Promise<PageDocument<ExecutionDocument>>
  /** Every execution that fits, page by page. */
  list(options?: ListExecutions): AsyncIterable<ExecutionDocument>
  kill(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** The document at once and after every change; ends with the execution. */
  follow(id: string, signal?: AbortSignal): AsyncIterable<ExecutionDocument>
  logs(id: string, options?: LogOptions): Promise<readonly LogDocument[]>
  followLogs(id: string, options?: LogOptions): AsyncIterable<LogDocument>
  /** The bytes of a file of the execution, `kestra:///…`. */
  download(id: string, uri: string): Promise<Response>
}

export function executionsClient(transport: Transport): ExecutionsClient {
  const page = (options: ListExecutions = {}): Promise<PageDocument<ExecutionDocument>> =>
    transport.json('GET', '/executions/search', { query: listQuery(options) })
  return {
    execute: (namespace, flowId, options = {}) => execute(transport, pathOf('executions', namespace, flowId), options),
    get: (id) => transport.json('GET', pathOf('executions', id)),
    page,
    async *list(options = {}) {
      for (let after = options.after; ;) {
        const found = await page({ ...options, size: options.size ?? 100, ...(after === undefined ? {} : { after }) })
        yield* found.results
        after = found.next
        if (after === undefined) return
      }
    },
    kill: async (id) => void (await transport.send('DELETE', `${pathOf('executions', id)}/kill`)),
    remove: async (id) => void (await transport.send('DELETE', pathOf('executions', id))),
    follow: (id, signal) => follow(transport, id, signal),
    logs: (id, { signal, ...query } = {}) =>
      transport.json('GET', pathOf('logs', id), { query: { minLevel: 'TRACE', ...query }, signal }),
    followLogs: (id, options) => followLogs(transport, id, options),
    download: (id, uri) => transport.send('GET', `${pathOf('executions', id)}/file`, { query: { path: uri } }),
  }
}

function execute(transport: Transport, path: string, options: ExecuteOptions): Promise<ExecutionDocument> {
  const { inputs = {}, files = {}, labels = {}, wait, revision, scheduleDate, signal } = options
  const query = { labels: labelTexts(labels), wait, revision, scheduleDate }
  if (Object.keys(files).length > 0) return transport.json('POST', path, { query, body: formOf(inputs, files), signal })
  if (Object.keys(inputs).length === 0) return transport.json('POST', path, { query, signal })
  return transport.json('POST', path, { query, body: JSON.stringify(inputs), contentType: 'application/json', signal })
}

function formOf(inputs: Inputs, files: Readonly<Record<string, Blob>>): FormData {
  const form = new FormData()
  for (const [id, value] of Object.entries(inputs)) form.append(id, jsonText(value))
  for (const [id, file] of Object.entries(files)) form.append(id, file, file instanceof File ? file.name : id)
  return form
}

const labelTexts = (labels: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(labels).map(([key, value]) => `${key}:${value}`)

function listQuery({ states, labels, text, ...rest }: ListExecutions) {
  return {
    ...rest,
    ...(states === undefined ? {} : { state: states }),
    ...(labels === undefined ? {} : { labels: labelTexts(labels) }),
    ...(text === undefined ? {} : { q: text }),
  }
}

async function* follow(
  transport: Transport,
  id: string,
  signal: AbortSignal | undefined,
): AsyncIterable<ExecutionDocument> {
  const response = await transport.send('GET', `${pathOf('executions', id)}/follow`, { signal })
  for await (const event of readEvents(response)) {
    if (event.id === 'start') continue
    const document = JSON.parse(event.data) as ExecutionDocument
    yield document
    if (event.id === 'end' && isTerminal(document.state.current)) return
  }
}

async function* followLogs(
  transport: Transport,
  id: string,
  { signal, ...query }: LogOptions = {},
): AsyncIterable<LogDocument> {
  const response = await transport.send('GET', `${pathOf('logs', id)}/follow`, { query, signal })
  for await (const event of readEvents(response)) {
    if (event.id === 'progress') yield JSON.parse(event.data) as LogDocument
  }
}
