// Which executions a list asks for: the plain parameters of Kestra's older API and the `filters[field][OPERATION]` of 1.x.

import { MillraceError, STATES, type Label } from '@millrace/model'
import type { ExecutionFilter, ExecutionSort } from '@millrace/ports'
import { badParameter, durationIn, instantIn, type Query } from './query.ts'

type Draft = { -readonly [Key in keyof ExecutionFilter]: ExecutionFilter[Key] }

interface FieldFilter {
  readonly name: string
  readonly field: string
  readonly operation: string
  /** Of a label: its key. */
  readonly key: string | undefined
  readonly value: string
}

/** Throws MR_REQUEST_INVALID, which names the parameter. `now` ends a `timeRange`. */
export function executionFilter(query: Query, now: number): ExecutionFilter {
  const draft: Draft = {}
  for (const filter of plainFilters(query)) applyFilter(draft, filter, now)
  for (const filter of bracketFilters(query)) applyFilter(draft, filter, now)
  return draft
}

const PLAIN: Readonly<Record<string, { readonly field: string; readonly operation: string }>> = {
  namespace: { field: 'namespace', operation: 'PREFIX' },
  flowId: { field: 'flowId', operation: 'EQUALS' },
  state: { field: 'state', operation: 'IN' },
  labels: { field: 'labels', operation: 'EQUALS' },
  startDate: { field: 'startDate', operation: 'GREATER_THAN_OR_EQUAL_TO' },
  endDate: { field: 'endDate', operation: 'LESS_THAN_OR_EQUAL_TO' },
  timeRange: { field: 'timeRange', operation: 'EQUALS' },
  q: { field: 'q', operation: 'EQUALS' },
  triggerExecutionId: { field: 'triggerExecutionId', operation: 'EQUALS' },
  parent: { field: 'triggerExecutionId', operation: 'EQUALS' },
  triggerId: { field: 'triggerId', operation: 'EQUALS' },
}

function plainFilters(query: Query): readonly FieldFilter[] {
  return Object.entries(PLAIN).flatMap(([name, { field, operation }]) =>
    query.all(name).map((value) => ({ name, field, operation, key: undefined, value })),
  )
}

function bracketFilters(query: Query): readonly FieldFilter[] {
  return query.names.flatMap((name) => {
    if (!name.startsWith('filters[')) return []
    const match = /^filters\[([A-Za-z]+)\]\[([A-Z_]+)\](?:\[(.+)\])?$/.exec(name)
    if (match === null)
      throw new MillraceError(
        'MR_REQUEST_INVALID',
        `The parameter \`${name.slice(0, 100)}\` is no filter of the form filters[field][OPERATION].`,
      )
    const [, field = '', operation = '', key] = match
    return query.all(name).map((value) => ({ name, field, operation, key, value }))
  })
}

function applyFilter(draft: Draft, filter: FieldFilter, now: number): void {
  const { name, field, operation, value } = filter
  switch (`${field} ${operation}`) {
    case 'namespace EQUALS':
    case 'namespace PREFIX':
    case 'namespace STARTS_WITH':
      draft.namespace = { value, isPrefix: operation !== 'EQUALS' }
      return
    case 'flowId EQUALS':
      draft.flowId = value
      return
    case 'state EQUALS':
    case 'state IN':
      draft.states = [...(draft.states ?? []), ...statesIn(name, value)]
      return
    case 'labels EQUALS':
      draft.labels = [
        ...(draft.labels ?? []),
        filter.key === undefined ? labelIn(name, value) : { key: filter.key, value },
      ]
      return
    case 'q EQUALS':
      draft.text = value
      return
    case 'triggerExecutionId EQUALS':
      draft.parentId = value
      return
    case 'triggerId EQUALS':
      draft.triggerId = value
      return
    default:
      applyTime(draft, filter, now)
  }
}

const FROM: Readonly<Record<string, number>> = { GREATER_THAN_OR_EQUAL_TO: 0, GREATER_THAN: 1 }
const BEFORE: Readonly<Record<string, number>> = { LESS_THAN_OR_EQUAL_TO: 1, LESS_THAN: 0 }

function applyTime(draft: Draft, { name, field, operation, value }: FieldFilter, now: number): void {
  const from = field === 'startDate' ? FROM[operation] : undefined
  const before = field === 'startDate' || field === 'endDate' ? BEFORE[operation] : undefined
  if (field === 'timeRange' && operation === 'EQUALS') draft.startedFrom = now - (durationIn(name, value) ?? 0)
  else if (from !== undefined) draft.startedFrom = (instantIn(name, value) ?? 0) + from
  else if (before !== undefined) draft.startedBefore = (instantIn(name, value) ?? 0) + before
  else throw new MillraceError('MR_REQUEST_INVALID', `There is no filter \`${field}\` with ${operation}.`)
}

function statesIn(name: string, value: string): readonly string[] {
  return value.split(',').map((part) => {
    const state = part.trim()
    if (!(STATES as readonly string[]).includes(state)) throw badParameter(name, state, `one of ${STATES.join(', ')}`)
    return state
  })
}

/** `key:value`; the value may hold colons. */
export function labelIn(name: string, text: string): Label {
  const at = text.indexOf(':')
  const label = { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }
  if (at <= 0 || label.key === '' || label.value === '') throw badParameter(name, text, 'a label of the form key:value')
  return label
}

const SORTS: Readonly<Record<string, ExecutionSort['by']>> = {
  'state.startDate': 'startedAt',
  startDate: 'startedAt',
  'state.endDate': 'endedAt',
  endDate: 'endedAt',
  'state.current': 'state',
  state: 'state',
  id: 'id',
  flowId: 'flowId',
  namespace: 'namespace',
}

/** `field:direction`; the newest first unless told. */
export function executionSort(query: Query): ExecutionSort {
  const text = query.text('sort')
  if (text === undefined) return { by: 'startedAt', direction: 'desc' }
  const [field = '', direction = 'asc'] = text.split(':')
  const by = SORTS[field]
  if (by === undefined || (direction !== 'asc' && direction !== 'desc'))
    throw badParameter('sort', text, `one of ${Object.keys(SORTS).join(', ')}, then :asc or :desc`)
  return { by, direction }
}
