// Prints an execution while it runs: each task run with its state and duration, and its log lines in between.
// Lines are only ever added, so a terminal and a pipe show the same.

import { isTerminal, type ExecutionDocument, type LogEntry, type LogLevel, type State, type TaskRunDocument } from '@millrace/model'
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
  /** Of what happened in the same millisecond: a start comes first, an end last. */
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
const LEVEL_STYLES: Readonly<Partial<Record<LogLevel, Style>>> = { TRACE: 'dim', DEBUG: 'dim', WARN: 'yellow', ERROR: 'red' }

/** Room for the name of a task and its loop value. */
const NAME_WIDTH = 26

export function createFollowPrinter(terminal: Terminal): FollowPrinter {
  const states = new Map<string, State>()
  const names = new Map<string, string>()
  let startedAt: number | undefined

  const print = (line: Line): void => {
    const since = `${((line.at - (startedAt ?? line.at)) / 1000).toFixed(2)} s`.padStart(9)
    const parts = [terminal.style('dim', since), terminal.style(line.mark.style, line.mark.symbol), line.name.padEnd(NAME_WIDTH), line.text]
    terminal.print(parts.join(' ').trimEnd())
  }
  const changesOf = (run: TaskRunDocument): readonly Line[] => {
    const from = states.get(run.id)
    states.set(run.id, run.state.current)
    return from === run.state.current ? [] : changeLines(terminal, run, names.get(run.id) ?? run.taskId)
  }

  return {
    update(document, logs) {
      if (startedAt === undefined) {
        startedAt = Date.parse(document.state.startDate)
        terminal.print(heading(terminal, document))
      }
      for (const [id, name] of namesOf(document.taskRunList)) names.set(id, name)
      const changes = document.taskRunList.flatMap(changesOf)
      const lines = [...changes, ...logs.flatMap((entry) => logLines(terminal, entry, names))]
      for (const line of lines.sort((left, right) => left.at - right.at || left.rank - right.rank)) print(line)
    },
    end(document) {
      for (const text of ending(terminal, document)) terminal.print(text)
    },
  }
}

/** The state that a task run is in; a start that was over before anybody saw it is left out. */
function changeLines(terminal: Terminal, run: TaskRunDocument, name: string): readonly Line[] {
  const { histories, current, startDate } = run.state
  const mark = MARKS[current]
  if (mark === undefined) return []
  const at = Date.parse(histories.at(-1)?.date ?? startDate)
  return [{ at, rank: isTerminal(current) ? 2 : 0, mark, name, text: stateText(terminal, run, mark) }]
}

/** Task ids, each with the loop value of the nearest task run around it that has one. */
function namesOf(runs: readonly TaskRunDocument[]): ReadonlyMap<string, string> {
  const byId = new Map(runs.map((run) => [run.id, run]))
  const valueOf = (run: TaskRunDocument | undefined): string | undefined =>
    run === undefined || run.value !== undefined ? run?.value : valueOf(byId.get(run.parentTaskRunId ?? ''))
  return new Map(runs.map((run) => {
    const value = valueOf(run)
    return [run.id, value === undefined ? run.taskId : `${run.taskId} [${readableValue(value, 16)}]`]
  }))
}

function logLines(terminal: Terminal, entry: LogEntry, names: ReadonlyMap<string, string>): readonly Line[] {
  const name = (entry.taskRunId === undefined ? undefined : names.get(entry.taskRunId)) ?? entry.taskId ?? ''
  const style = LEVEL_STYLES[entry.level]
  const mark: Mark = { symbol: '│', style: style ?? 'dim' }
  return entry.message.split('\n').map((text) => ({ at: entry.at, rank: 1, mark, name, text: style === undefined ? text : terminal.style(style, text) }))
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
