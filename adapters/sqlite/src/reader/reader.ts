// Asks the reading thread, which starts with the first question. Reads see everything that was committed before.

import { Worker } from 'node:worker_threads'
import type { Total } from '@millrace/sdk-adapter'
import { databaseError } from '../errors.ts'
import type { Query } from '../sql/statement.ts'
import type { CountKeysRequest, CountRequest, ReadAnswer, ReadRequest } from './requests.ts'

interface Waiting {
  resolve(answer: ReadAnswer): void
  reject(error: unknown): void
}

export class Reader implements AsyncDisposable {
  readonly #file: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(file: string) {
    this.#file = file
  }

  async rows<Row>(query: Query): Promise<readonly Row[]> {
    const answer = await this.#ask({ kind: 'rows', sql: query.sql, parameters: query.parameters })
    return 'rows' in answer ? (answer.rows as unknown as readonly Row[]) : []
  }

  async count(request: CountRequest | CountKeysRequest): Promise<Total> {
    const answer = await this.#ask(request)
    return 'count' in answer ? { value: answer.count, isExact: answer.isExact } : { value: 0, isExact: false }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }

  #ask(request: ReadRequest): Promise<ReadAnswer> {
    this.#worker ??= this.#start()
    this.#worker.ref()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker?.postMessage({ id, request })
    })
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), { workerData: { file: this.#file } })
    worker.unref()
    worker.on('message', (answer: ReadAnswer) => this.#answered(answer))
    worker.on('error', (error) => this.#ended(error))
    worker.on('exit', () => this.#ended(undefined))
    return worker
  }

  #answered(answer: ReadAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    // An idle thread keeps no process alive, a question does.
    if (this.#waiting.size === 0) this.#worker?.unref()
    if ('failure' in answer) waiting?.reject(databaseError(answer.failure))
    else waiting?.resolve(answer)
  }

  // The next question starts another thread.
  #ended(cause: unknown): void {
    this.#worker = undefined
    for (const waiting of this.#waiting.values()) waiting.reject(databaseError(cause ?? 'the reading thread ended'))
    this.#waiting.clear()
  }
}
