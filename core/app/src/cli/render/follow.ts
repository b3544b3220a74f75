// Prints an execution while it runs: each task run with its state and duration, and its log lines in between.
// Lines are only ever added, so a terminal and a pipe show the same.

import { isTerminal, type ExecutionDocument, type LogEntry, type LogLevel, type State, type TaskRunDocument } from '@millrace/model'
import type { Style, Terminal } from '../terminal.ts'
import { readableDuration, readableValue } from './units.ts'

export interface FollowPrinter {
  /** Prints what differs from the last document that it was given. */
  execution(document: ExecutionDocument): void
  log(entry: LogEntry): void
  /** The last lines: the end, why it failed, the outputs. */
  end(document: ExecutionDocument): void
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

  const line = (at: number, mark: Mark, name: string, text: string): void => {
    const since = `${((at - (startedAt ?? at)) / 1000).toFixed(2)} s`.padStart(9)
    const parts = [terminal.style('dim', since), terminal.style(mark.style, mark.symbol), name.padEnd(NAME_WIDTH), text]
    terminal.print(parts.join(' ').trimEnd())
  }
  const taskRun = (run: TaskRunDocument): void => {
    const state = run.state.current
    names.set(run.id, nameOf(run))
    const before = states.get(run.id)
    const mark = MARKS[state]
    if (before === state || mark === undefined) return
    states.set(run.id, state)
    line(Date.parse(run.state.histories.at(-1)?.date ?? run.state.startDate), mark, nameOf(run), stateText(terminal, run, mark))
  }

  return {
    execution(document) {
      if (startedAt === undefined) {
        startedAt = Date.parse(document.state.startDate)
        terminal.print(heading(terminal, document))
      }
      for (const run of byTime(document.taskRunList)) taskRun(run)
    },
    log(entry) {
      const name = (entry.taskRunId === undefined ? undefined : names.get(entry.taskRunId)) ?? entry.taskId ?? ''
      const style = LEVEL_STYLES[entry.level]
      for (const text of entry.message.split('\n')) {
        line(entry.at, { symbol: '│', style: style ?? 'dim' }, name, style === undefined ? text : terminal.style(style, text))
      }
    },
    end(document) {
      for (const text of ending(terminal, document)) terminal.print(text)
    },
  }
}

function heading(terminal: Terminal, document: ExecutionDocument): string {
  const flow = terminal.style('bold', `${document.namespace}.${document.flowId}`)
  return `${flow} ${terminal.style('dim', `revision ${document.flowRevision}, execution ${document.id}`)}`
}

const nameOf = (run: TaskRunDocument): string =>
  run.value === undefined ? run.taskId : `${run.taskId} [${readableValue(run.value, 16)}]`

function stateText(terminal: Terminal, run: TaskRunDocument, mark: Mark): string {
  const { current, histories, startDate } = run.state
  if (!isTerminal(current)) return current === 'RUNNING' ? '' : terminal.style(mark.style, current)
  const from = Date.parse(histories.find(({ state }) => state === 'RUNNING')?.date ?? startDate)
  const took = readableDuration(Date.parse(histories.at(-1)?.date ?? startDate) - from)
  const attempts = run.attempts === undefined || run.attempts.length < 2 ? '' : `, attempt ${run.attempts.length}`
  return `${terminal.style(mark.style, current)} ${terminal.style('dim', `in ${took}${attempts}`)}`
}

/** Task runs in the order in which they last changed. */
function byTime(runs: readonly TaskRunDocument[]): readonly TaskRunDocument[] {
  const at = (run: TaskRunDocument): string => run.state.histories.at(-1)?.date ?? ''
  return [...runs].sort((left, right) => (at(left) < at(right) ? -1 : at(left) > at(right) ? 1 : 0))
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
    ...outputs.map(([name, value]) => `  ${terminal.style('cyan', name.padEnd(width))}  ${readableValue(value)}`),
  ]
}
