// An execution as stored: small ones whole in the body, one row a commit; large ones as a header and parts, of which only
// the changed ones are written. Once in parts, always in parts. Task runs are never changed in place, so the text of one
// is made once.

import { isTerminal, type Instant, type TaskRunId } from '@millrace/model'
import type { ExecutionState, LoopValues, TaskRun } from '@millrace/engine'
import type { Part } from '@millrace/ports'

/** The number of the format that `encodeExecution` writes. */
export const FORMAT = 1
export const VALUES_PREFIX = 'values:'
/** The body of a part that is forgotten. */
export const EMPTY = 'null'

const MAX_INLINE_RUNS = 20
const MAX_INLINE_BYTES = 65_536

/** What was changed since the last commit. */
export interface ChangedParts {
  readonly runs: ReadonlySet<TaskRunId>
  readonly values: ReadonlySet<TaskRunId>
  /** Forgotten: their parts become empty. */
  readonly removed: ReadonlySet<TaskRunId>
}

export interface EncodedExecution {
  readonly body: string
  readonly parts: readonly Part[]
  readonly isSplit: boolean
  /** The earliest wait among task runs that are inline. */
  readonly dueAt: Instant | undefined
}

/** The texts of an execution's task runs as they were last written. */
export type RunTexts = Map<TaskRunId, { readonly run: TaskRun; readonly text: string }>

/** `texts` is kept by whoever keeps the state. */
export function encodeExecution(
  state: ExecutionState,
  changed: ChangedParts,
  wasSplit: boolean,
  texts: RunTexts = new Map(),
): EncodedExecution {
  const { header, table } = state
  const headerText = JSON.stringify(header)
  if (!wasSplit && header.taskRunCount <= MAX_INLINE_RUNS) {
    const body = inlineBody(headerText, state, texts)
    if (body.length <= MAX_INLINE_BYTES)
      return { body, parts: [], isSplit: false, dueAt: earliestWait(table.runs.values()) }
  }
  const runs = wasSplit ? changed.runs : table.runs.keys()
  const values = wasSplit ? changed.values : table.values.keys()
  const parts = [...partsOfRuns(state, runs), ...partsOfValues(state, values), ...emptyParts(changed.removed)]
  return { body: `{"format":${FORMAT},"split":true,"header":${headerText}}`, parts, isSplit: true, dueAt: undefined }
}

function inlineBody(headerText: string, { table }: ExecutionState, texts: RunTexts): string {
  let runs = ''
  for (const run of table.runs.values()) runs += runs === '' ? textOf(run, texts) : `,${textOf(run, texts)}`
  const values = table.values.size === 0 ? '[]' : JSON.stringify([...table.values])
  return `{"format":${FORMAT},"split":false,"header":${headerText},"runs":[${runs}],"values":${values}}`
}

function textOf(run: TaskRun, texts: RunTexts): string {
  const known = texts.get(run.id)
  if (known?.run === run) return known.text
  const text = JSON.stringify(run)
  texts.set(run.id, { run, text })
  return text
}

function earliestWait(runs: Iterable<TaskRun>): Instant | undefined {
  let earliest: Instant | undefined
  for (const { dueAt } of runs)
    if (dueAt !== undefined && (earliest === undefined || dueAt < earliest)) earliest = dueAt
  return earliest
}

function* emptyParts(ids: Iterable<TaskRunId>): Generator<Part> {
  for (const key of ids) yield { key, body: EMPTY, isLive: false }
}

function* partsOfRuns({ table }: ExecutionState, ids: Iterable<TaskRunId>): Generator<Part> {
  for (const id of ids) {
    const run = table.runs.get(id)
    if (run === undefined) continue
    const part = { key: id, body: JSON.stringify(run), isLive: !isTerminal(run.state) }
    yield run.dueAt === undefined ? part : { ...part, dueAt: run.dueAt }
  }
}

function* partsOfValues({ table }: ExecutionState, ids: Iterable<TaskRunId>): Generator<Part> {
  for (const id of ids) {
    const values: LoopValues | undefined = table.values.get(id)
    const run = table.runs.get(id)
    if (values === undefined) continue
    yield {
      key: `${VALUES_PREFIX}${id}`,
      body: JSON.stringify(values),
      isLive: run !== undefined && !isTerminal(run.state),
    }
  }
}
