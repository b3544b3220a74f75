// What a script prints, taken line by line with bounded memory: log lines, values, metrics, and the last lines for the
// message of a failure.

import { MillraceError } from '@millrace/model'
import type { Json, JsonObject } from '@millrace/model'
import type { AttemptContext } from '@millrace/ports'
import { CUT_MARK } from './line-splitter.ts'
import { isMarkerLine, parseMarkerLine } from './marker-line.ts'

const LAST_LINES = 20
const LAST_LINE_LENGTH = 400
const MAX_METRICS = 1000

export type OutputStream = 'stdout' | 'stderr'

export class ScriptOutput {
  readonly lineCounts: Record<OutputStream, number> = { stdout: 0, stderr: 0 }
  readonly #context: Pick<AttemptContext, 'log' | 'metric'>
  readonly #maxBytes: number
  readonly #values = new Map<string, Json>()
  #lastLines: string[] = []
  #markerBytes = 0
  #metricCount = 0

  constructor(context: Pick<AttemptContext, 'log' | 'metric'>, maxBytes: number) {
    this.#context = context
    this.#maxBytes = maxBytes
  }

  accept(stream: OutputStream, line: string): void {
    if (isMarkerLine(line)) return this.#acceptMarker(line)
    if (line.startsWith('::{') && line.endsWith(CUT_MARK)) {
      this.#context.log('WARN', 'A line of outputs is too long and was not read: write them to $MILLRACE_OUTPUTS.')
    }
    this.lineCounts[stream] += 1
    this.#context.log(stream === 'stderr' ? 'WARN' : 'INFO', line)
    if (line.trim() === '') return
    if (this.#lastLines.length === LAST_LINES) this.#lastLines.shift()
    this.#lastLines.push(line.length > LAST_LINE_LENGTH ? `${line.slice(0, LAST_LINE_LENGTH)}…` : line)
  }

  /** The values that marker lines gave; throws MR_TASK_OUTPUT when they were more than is kept. */
  values(): JsonObject {
    if (this.#markerBytes > this.#maxBytes) {
      throw new MillraceError('MR_TASK_OUTPUT', `The script printed more than ${this.#maxBytes} bytes of outputs.`)
    }
    return Object.fromEntries(this.#values)
  }

  lastLines(): readonly string[] {
    return this.#lastLines
  }

  #acceptMarker(line: string): void {
    this.#markerBytes += line.length
    if (this.#markerBytes > this.#maxBytes) return
    const marker = parseMarkerLine(line)
    if (marker === undefined) {
      this.#context.log('WARN', `A line of outputs is no JSON: ${line.slice(0, LAST_LINE_LENGTH)}`)
      return
    }
    for (const [name, value] of Object.entries(marker.outputs)) this.#values.set(name, value)
    for (const { level, message } of marker.logs) this.#context.log(level, message)
    for (const metric of marker.metrics) this.#acceptMetric(metric)
  }

  #acceptMetric(metric: Parameters<AttemptContext['metric']>[0]): void {
    this.#metricCount += 1
    if (this.#metricCount <= MAX_METRICS) this.#context.metric(metric)
    if (this.#metricCount === MAX_METRICS + 1) {
      this.#context.log('WARN', `Only the first ${MAX_METRICS} metrics of the script are kept.`)
    }
  }
}
