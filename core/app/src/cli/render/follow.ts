// Prints an execution while it runs: each task run with its state and duration, and its log lines in between.
// Lines are only ever added, so a terminal and a pipe show the same.

import {
  isTerminal,
  type ExecutionDocument,
  type LogEntry,
  type LogLevel,
  type State,
  type TaskRunDocument,
} from '@millrace/model'
import type { Style, Terminal } from '../terminal.ts'
import { readableDuration, readableValue } from './units.ts'

export interface FollowPrinter {
  /** Prints what differs from the last document, and the log lines that came since, in the order in which they happened. */
  update(document: ExecutionDocument, logs: readonly LogEntry[]): void
  /** The last lines: how it ended, and its outputs. */
  end(document: ExecutionDocument): void
}

export const silentPrinter: FollowPrinter = { update: () => undefined, end: () => undefined }

interface Line {
  readonly at: number
  /** Of what happened in the same millisecond: starts from the outside in, log lines, ends from the inside out. */
  readonly rank: number
  readonly mark: Mark
  readonly name: string
  readonly text: string
}

interface Mark {
  readonly symbol: string
  readonly style: Style
}

const RUNS: Mark = { symbol: '▸', style: 'blue' }
const MARKS: Readonly<Partial<Record<State, Mark>>> = {
  RUNNING: RUNS,
  PAUSED: { symbol: '‖', style: 'yellow' },
  RETRYING: { symbol: '↻', style: 'yellow' },
  SUCCESS: { symbol: '✓', style: 'green' },
  WARNING: { symbol: '!', style: 'yellow' },
  FAILED: { symbol: '✗', style: 'red' },
  KILLED: { symbol: '✗', style: 'magenta' },
  KILLING: { symbol: '✗', style: 'magenta' },
  SKIPPED: { symbol: '–', style: 'dim' },
  CANCELLED: { symbol: '–', style: 'magenta' },
}
const LEVEL_STYLES: Readonly<Partial<Record<LogLevel, Style>>> = {
  TRACE: 'dim',
  DEBUG: 'dim',
  WARN: 'yellow',
  ERROR: 'red',
}

/** Room for the name of a task and its loop value. */
const NAME_WIDTH = 26

export function createFollowPrinter(terminal: Terminal): FollowPrinter {
  const states = new Map<string, State>()
  const places = new Map<string, Place>()
  let startedAt: number | undefined
  let printedAt = 0

  const print = (line: Line): void => {
    // A start is told late when its task is short; it does not turn the clock back.
    printedAt = line.mark === RUNS ? Math.max(printedAt, line.at) : line.at
    const since = `${((printedAt - (startedAt ?? printedAt)) / 1000).toFixed(2)} s`.padStart(9)
    const parts = [
      terminal.style('dim', since),
      terminal.style(line.mark.style, line.mark.symbol),
      line.name.padEnd(NAME_WIDTH),
      line.text,
    ]
    terminal.print(parts.join(' ').trimEnd())
  }
  const changesOf = (run: TaskRunDocument): readonly Line[] => {
    const from = states.get(run.id)
    states.set(run.id, run.state.current)
    return from === run.state.current
      ? []
      : changeLines(terminal, run, places.get(run.id) ?? { name: run.taskId, depth: 0 })
  }

  return {
    update(document, logs) {
      if (startedAt === undefined) {
        startedAt = Date.parse(document.state.startDate)
        terminal.print(heading(terminal, document))
      }
      for (const [id, place] of placesOf(document.taskRunList)) places.set(id, place)
      const changes = document.taskRunList.flatMap(changesOf)
      const lines = [...changes, ...logs.flatMap((entry) => logLines(terminal, entry, places))]
      for (const line of lines.sort((left, right) => left.at - right.at || left.rank - right.rank)) print(line)
    },
    end(document) {
      for (const text of ending(terminal, document)) terminal.print(text)
    },
  }
}

/** The state that a task run is in; a start that was over before anybody saw it is left out. */
function changeLines(terminal: Terminal, run: TaskRunDocument, { name, depth }: Place): readonly Line[] {
  const { histories, current, startDate } = run.state
  const mark = MARKS[current]
  if (mark === undefined) return []
  const at = Date.parse(histories.at(-1)?.date ?? startDate)
  return [
    { at, rank: isTerminal(current) ? 1_000 - depth : depth - 1_000, mark, name, text: stateText(terminal, run, mark) },
  ]
}

interface Place {
  /** The task id, with the loop value of the nearest task run around it that has one. */
  readonly name: string
  /** How many task runs are around it. */
  readonly depth: number
}

function placesOf(runs: readonly TaskRunDocument[]): ReadonlyMap<string, Place> {
  const byId = new Map(runs.map((run) => [run.id, run]))
  const around = (run: TaskRunDocument): readonly TaskRunDocument[] => {
    const parent = byId.get(run.parentTaskRunId ?? '')
    return parent === undefined ? [run] : [run, ...around(parent)]
  }
  const placeOf = (run: TaskRunDocument): Place => {
    const path = around(run)
    const value = path.find((each) => each.value !== undefined)?.value
    return {
      name: value === undefined ? run.taskId : `${run.taskId} [${readableValue(value, 16)}]`,
      depth: path.length - 1,
    }
  }
  return new Map(runs.map((run) => [run.id, placeOf(run)]))
}

function logLines(terminal: Terminal, entry: LogEntry, places: ReadonlyMap<string, Place>): readonly Line[] {
  const name = (entry.taskRunId === undefined ? undefined : places.get(entry.taskRunId)?.name) ?? entry.taskId ?? ''
  const style = LEVEL_STYLES[entry.level]
  const mark: Mark = { symbol: '│', style: style ?? 'dim' }
  return entry.message.split('\n').map((text) => ({
    at: entry.at,
    rank: 0,
    mark,
    name,
    text: style === undefined ? text : terminal.style(style, text),
  }))
}

function heading(terminal: Terminal, document: ExecutionDocument): string {
  const flow = terminal.style('bold', `${document.namespace}.${document.flowId}`)
  return `${flow} ${terminal.style('dim', `revision ${document.flowRevision}, execution ${document.id}`)}`
}

function stateText(terminal: Terminal, run: TaskRunDocument, mark: Mark): string {
  const { current, histories, startDate } = run.state
  if (!isTerminal(current)) return current === 'RUNNING' ? '' : terminal.style(mark.style, current)
  const from = Date.parse(histories.find(({ state }) => state === 'RUNNING')?.date ?? startDate)
  const took = readableDuration(Date.parse(histories.at(-1)?.date ?? startDate) - from)
  const attempts = run.attempts === undefined || run.attempts.length < 2 ? '' : `, attempt ${run.attempts.length}`
  return `${terminal.style(mark.style, current)} ${terminal.style('dim', `in ${took}${attempts}`)}`
}

function ending(terminal: Terminal, document: ExecutionDocument): readonly string[] {
  const { current, startDate, endDate } = document.state
  const mark = MARKS[current] ?? RUNS
  const took = readableDuration(Date.parse(endDate ?? startDate) - Date.parse(startDate))
  const lines = [`${terminal.style(mark.style, `${mark.symbol} ${current}`)} in ${took}`]
  const outputs = Object.entries(document.outputs ?? {})
  if (outputs.length === 0) return lines
  const width = Math.max(...outputs.map(([name]) => name.length))
  return [
    ...lines,
    '',
    terminal.style('bold', 'Outputs'),
    ...outputs.map(([name, value]) => `  ${terminal.style('cyan', name.padEnd(width))}  ${readableValue(value, 400)}`),
  ]
}
