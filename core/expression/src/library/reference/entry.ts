/**
 * What the reference says of a filter, function or test: a line, and an example that is run against its answer.
 */
import type { Context } from '../../evaluation/context.ts'
import type { Answer, Need } from '../../evaluation/needs.ts'
import type { Value } from '../../values/value.ts'

export interface ReferenceEntry {
  readonly name: string
  readonly summary: string
  readonly example: string
  /** What the example renders to over `sample`. */
  readonly result: string
}

export const entry = (name: string, summary: string, example: string, result: string): ReferenceEntry => ({
  name,
  summary,
  example,
  result,
})

/** The variables of all examples, as the reference shows them. */
export const sampleVariables: { readonly [name: string]: Value } = {
  text: 'Hello world',
  lines: 'a\nb',
  list: [3, 1, 2],
  person: { name: 'Ada', age: 36 },
  day: '2024-05-06T07:08:09Z',
  file: 'kestra:///data.csv',
  key: 'MDEyMzQ1Njc4OWFiY2RlZg==',
  template: '{{ greeting }}, {{ person.name }}',
  greeting: '{{ "hi" | upper }}',
  taskrun: { value: 'b', iteration: 1 },
  task: { id: 'store' },
  outputs: { fetch: { a: { rows: 1, value: 'A' }, b: { rows: 2, value: 'B' } } },
  tasks: { fetch: { state: 'FAILED' }, store: { state: 'RUNNING' } },
}

const ANSWERS: { readonly [kind: string]: Value } = {
  kv: 'europe',
  secret: 'hush',
  read: 'a,b\n1,2',
  fileSize: 7,
  fileExists: true,
  isFileEmpty: false,
  fileURI: 'kestra:///company/team/_files/queries/all.sql',
  http: { euro: 1 },
  errorLogs: ['the disk is full'],
}

function lookup(need: Need): Answer {
  const value = ANSWERS[need.kind]
  return value === undefined ? { absent: true } : { value }
}

/** Stands for a cipher: the other way round. */
const turned = (_key: string, text: string): string => [...text].toReversed().join('')

/** The context of all examples: the variables, and a world of one answer for each kind of question. */
export function sample(): Context {
  return {
    variables: sampleVariables,
    facts: { now: 1_714_979_289_000, zone: 'UTC', random: () => 0.5, lookup, encrypt: turned, decrypt: turned },
  }
}
