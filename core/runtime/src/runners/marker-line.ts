// Lines of the form `::{"outputs": …, "metrics": …, "logs": …}::` that scripts print to hand values over, as scripts
// written for Kestra do.

import { isJsonObject, jsonText, LOG_LEVELS } from '@millrace/model'
import type { Json, JsonObject, LogLevel, MetricEntry } from '@millrace/model'

type ScriptMetric = Pick<MetricEntry, 'name' | 'type' | 'value' | 'tags'>

export interface MarkerLine {
  readonly outputs: JsonObject
  readonly metrics: readonly ScriptMetric[]
  readonly logs: readonly { readonly level: LogLevel; readonly message: string }[]
}

/** Whether a line has the form of a marker line. */
export function isMarkerLine(line: string): boolean {
  return line.startsWith('::{') && line.endsWith('}::')
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function tagsOf(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined
  return Object.fromEntries(Object.entries(value).map(([key, tag]) => [key, jsonText(tag)]))
}

function metricOf(entry: Json): ScriptMetric | undefined {
  if (!isJsonObject(entry) || typeof entry['name'] !== 'string') return undefined
  const value = Number(entry['value'])
  const type = entry['type'] ?? 'counter'
  if (!Number.isFinite(value) || (type !== 'counter' && type !== 'timer' && type !== 'gauge')) return undefined
  const tags = tagsOf(entry['tags'])
  // Timers are written in seconds and kept in milliseconds.
  const metric = { name: entry['name'], type, value: type === 'timer' ? value * 1000 : value } as const
  return tags === undefined ? metric : { ...metric, tags }
}

function logOf(entry: Json): MarkerLine['logs'][number] | undefined {
  if (!isJsonObject(entry) || typeof entry['message'] !== 'string') return undefined
  const level = LOG_LEVELS.find((known) => known === entry['level']) ?? 'INFO'
  return { level, message: entry['message'] }
}

function present<Item>(item: Item | undefined): item is Item {
  return item !== undefined
}

/** What a marker line says; undefined when it is no JSON object. Entries that make no sense are left out. */
export function parseMarkerLine(line: string): MarkerLine | undefined {
  let parsed: Json
  try {
    parsed = JSON.parse(line.slice(2, -2)) as Json
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
  if (!isJsonObject(parsed)) return undefined
  const outputs = parsed['outputs']
  return {
    outputs: isJsonObject(outputs) ? outputs : {},
    metrics: listOf(parsed['metrics']).map(metricOf).filter(present),
    logs: listOf(parsed['logs']).map(logOf).filter(present),
  }
}
