// The log lines and metrics of one attempt: filtered by level, masked, numbered, and bounded with a marker line.

import { LOG_LEVELS, type AttemptMessage, type LogEntry, type LogLevel, type MetricEntry } from '@millrace/model'
import type { Clock } from '@millrace/ports'

export interface LogLimits {
  /** Default 10,000. */
  readonly maxLines: number
  /** Default 4 MiB, in UTF-16 units. */
  readonly maxCharacters: number
  /** A longer line is cut. Default 64 KiB. */
  readonly maxLine: number
  /** Default 1,000. */
  readonly maxMetrics: number
}

export const LOG_LIMITS: LogLimits = { maxLines: 10_000, maxCharacters: 4_194_304, maxLine: 65_536, maxMetrics: 1_000 }

export interface RecordTarget {
  addLog(entry: LogEntry): void
  addMetric(entry: MetricEntry): void
}

export interface AttemptLogDeps {
  readonly message: AttemptMessage
  readonly target: RecordTarget
  readonly clock: Clock
  readonly limits: LogLimits
  mask(text: string): string
}

export class AttemptLog {
  readonly #deps: AttemptLogDeps
  readonly #minRank: number
  #lines = 0
  #characters = 0
  #metrics = 0
  #isFull = false

  constructor(deps: AttemptLogDeps) {
    this.#deps = deps
    this.#minRank = LOG_LEVELS.indexOf(deps.message.task.logLevel ?? 'TRACE')
  }

  log(level: LogLevel, message: string): void {
    if (this.#isFull || LOG_LEVELS.indexOf(level) < this.#minRank) return
    const { maxLines, maxCharacters, maxLine } = this.#deps.limits
    const masked = this.#deps.mask(message)
    const text = masked.length > maxLine ? `${masked.slice(0, maxLine)}… (${masked.length} characters)` : masked
    if (this.#lines >= maxLines || this.#characters + text.length > maxCharacters) {
      this.#isFull = true
      this.#write('WARN', `The log of this attempt is full (${this.#lines} lines): what follows is not kept.`)
      return
    }
    this.#write(level, text)
  }

  /** Written even when the log is full: why the attempt failed. */
  last(level: LogLevel, message: string): void {
    this.#write(level, this.#deps.mask(message).slice(0, this.#deps.limits.maxLine))
  }

  metric(metric: Pick<MetricEntry, 'name' | 'type' | 'value' | 'tags'>): void {
    if (this.#metrics >= this.#deps.limits.maxMetrics) return
    this.#metrics += 1
    const { message, target, clock } = this.#deps
    const { name, type, value, tags } = metric
    const { executionId, namespace, flowId, taskRunId, attempt, task } = message
    const entry = {
      executionId,
      namespace,
      flowId,
      taskId: task.id,
      taskRunId,
      attempt,
      sequence: this.#metrics,
      at: clock.now(),
      name,
      type,
      value,
    }
    target.addMetric(tags === undefined ? entry : { ...entry, tags })
  }

  #write(level: LogLevel, text: string): void {
    this.#lines += 1
    this.#characters += text.length
    const { message, target, clock } = this.#deps
    const { executionId, namespace, flowId, taskRunId, attempt, task } = message
    target.addLog({
      executionId,
      namespace,
      flowId,
      taskId: task.id,
      taskRunId,
      attempt,
      sequence: this.#lines,
      at: clock.now(),
      level,
      message: text,
    })
  }
}
