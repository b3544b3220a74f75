// What the reference says of each type of input: a line, and a value that is read by the tests.

import type { FlowInput, InputType, Json } from '@millrace/model'

export interface InputReference {
  readonly type: InputType
  readonly summary: string
  readonly example: FlowInput
  readonly given: Json
  /** What the flow sees; of a secret, what its expressions see. */
  readonly value: Json
}

const of = (
  type: InputType,
  summary: string,
  {
    given,
    value = given,
    ...properties
  }: { readonly given: Json; readonly value?: Json; readonly [property: string]: unknown },
): InputReference => ({ type, summary, example: { id: 'it', type, ...properties }, given, value })

/** One entry for each type, in the order of `INPUT_TYPES`. */
export const inputReference: readonly InputReference[] = [
  of('STRING', 'A text; `validator` is a regular expression (RE2) for the whole of it.', {
    validator: '[A-Z]\\d+',
    given: 'A12',
  }),
  of('SELECT', 'One of `values`, or of those that `expression` gives. `autoSelectFirst` takes the first by default.', {
    values: ['red', 'blue'],
    allowCustomValue: false,
    isRadio: false,
    autoSelectFirst: false,
    given: 'blue',
  }),
  of('ENUM', 'The older name of SELECT.', { values: ['red', 'blue'], given: 'red' }),
  of('MULTISELECT', 'Some of `values`.', { values: ['red', 'blue'], given: '["red", "blue"]', value: ['red', 'blue'] }),
  of('INT', 'A whole number of 32 bits.', { min: 1, max: 10, given: '7', value: 7 }),
  of('FLOAT', 'A number.', { min: 0, max: 1, given: '0.5', value: 0.5 }),
  of('BOOLEAN', 'True or false.', { given: 'true', value: true }),
  of('BOOL', 'The same, shown as a switch.', { given: false }),
  of('DATETIME', 'An instant in ISO-8601; kept in UTC.', {
    after: '2024-01-01T00:00:00Z',
    before: '2025-01-01T00:00:00Z',
    given: '2024-05-06T09:00:00+02:00',
    value: '2024-05-06T07:00:00Z',
  }),
  of('DATE', 'A date.', { after: '2024-01-01', before: '2025-01-01', given: '2024-05-06' }),
  of('TIME', 'A time of day.', { after: '08:00', before: '18:00', given: '09:30', value: '09:30:00' }),
  of('DURATION', 'A duration in ISO-8601.', { min: 'PT1S', max: 'PT1H', given: 'PT5M' }),
  of('FILE', 'A file; the flow sees its URI in the storage.', {
    allowedFileExtensions: ['.csv'],
    given: 'kestra:///company/team/data.csv',
  }),
  of('JSON', 'A JSON document.', { given: '{"a": 1}', value: { a: 1 } }),
  of('YAML', 'A YAML document.', { given: 'a: [1, 2]', value: { a: [1, 2] } }),
  of('URI', 'An address.', { given: 'https://example.org/a' }),
  of('EMAIL', 'An e-mail address.', { given: 'ada@example.org' }),
  of('ARRAY', 'A list, each item of the type `itemType`.', { itemType: 'INT', given: '[1, "2"]', value: [1, 2] }),
  of('SECRET', 'A text that is stored encrypted and masked in logs; the server needs an encryption key.', {
    validator: '.{4,}',
    given: 'hush',
  }),
]
