import { describe, expect, it } from 'vitest'
import type { Flow, FlowInput, Json, MillraceError } from '@millrace/model'
import { createCipher, decrypted, readInputs, type ReadInputsOptions } from '@millrace/runtime'

const KEY = 'I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK'
const flowWith = (...inputs: FlowInput[]): Flow => ({ id: 'flow', namespace: 'tests', revision: 1, inputs, tasks: [] })

async function one(
  input: Omit<FlowInput, 'id'>,
  given: Json | undefined,
  options: Partial<ReadInputsOptions> = {},
): Promise<Json | undefined> {
  const flow = flowWith({ ...input, id: 'value' } as FlowInput)
  return (await readInputs(flow, { given: given === undefined ? {} : { value: given }, ...options }))['value']
}

async function problem(input: Omit<FlowInput, 'id'>, given: Json | undefined): Promise<string> {
  const error = await one(input, given).then(
    () => undefined,
    (thrown: unknown) => thrown as MillraceError,
  )
  expect(error?.code).toBe('MR_INPUT_INVALID')
  return error?.issues[0]?.message ?? ''
}

describe('reading an input', () => {
  it.each<[string, Omit<FlowInput, 'id'>, Json, Json]>([
    ['a text', { type: 'STRING' }, 'abc', 'abc'],
    ['a number for a text', { type: 'STRING' }, 5, '5'],
    ['a whole number', { type: 'INT' }, '42', 42],
    ['a fraction', { type: 'FLOAT' }, '42.5', 42.5],
    ['a truth value', { type: 'BOOLEAN' }, 'false', false],
    ['a toggle', { type: 'BOOL' }, true, true],
    ['an instant', { type: 'DATETIME' }, '2019-10-06T18:27:49Z', '2019-10-06T18:27:49Z'],
    ['an instant with an offset', { type: 'DATETIME' }, '2019-10-06T18:27:49+02:00', '2019-10-06T16:27:49Z'],
    ['a date', { type: 'DATE' }, '2024-02-29', '2024-02-29'],
    ['a time without seconds', { type: 'TIME' }, '18:27', '18:27:00'],
    ['a duration', { type: 'DURATION' }, 'PT5M6S', 'PT5M6S'],
    ['a stored file', { type: 'FILE' }, 'kestra:///a/b.txt', 'kestra:///a/b.txt'],
    ['JSON text', { type: 'JSON' }, '{"a": [1]}', { a: [1] }],
    ['a JSON value', { type: 'JSON' }, { a: 1 }, { a: 1 }],
    ['YAML text', { type: 'YAML' }, 'a:\n- b', { a: ['b'] }],
    ['an address', { type: 'URI' }, 'https://www.google.com', 'https://www.google.com'],
    ['a mail address', { type: 'EMAIL' }, 'a@b.example', 'a@b.example'],
    ['a list of numbers', { type: 'ARRAY', itemType: 'INT' }, '[1, "2"]', [1, 2]],
    ['a choice', { type: 'SELECT', values: ['A', 'B'] }, 'B', 'B'],
    ['a choice of labelled values', { type: 'ENUM', values: [{ label: 'First', value: 'A' }] }, 'A', 'A'],
    ['a value of its own where that is allowed', { type: 'SELECT', values: ['A'], allowCustomValue: true }, 'C', 'C'],
    [
      'a long value of its own',
      { type: 'SELECT', values: ['A'], allowCustomValue: true },
      'C'.repeat(500),
      'C'.repeat(500),
    ],
    ['several choices', { type: 'MULTISELECT', values: ['A', 'B'] }, '["A", "B"]', ['A', 'B']],
  ])('takes %s', async (_, input, given, value) => {
    expect(await one(input, given)).toEqual(value)
  })

  it.each<[Omit<FlowInput, 'id'>, Json, string]>([
    [{ type: 'INT', min: 10 }, '9', 'it must be more than `10`, but received `9`'],
    [{ type: 'INT', max: 20 }, '21', 'it must be less than `20`, but received `21`'],
    [{ type: 'INT' }, '1.5', 'Expected `INT` but received `1.5`'],
    [{ type: 'INT' }, '4294967296', 'it does not fit 32 bits'],
    [{ type: 'FLOAT' }, 'NaN', 'Expected `FLOAT` but received `NaN`'],
    [{ type: 'BOOLEAN' }, 'maybe', 'Expected `BOOLEAN` but received `maybe`'],
    [{ type: 'STRING', validator: 'A\\d+' }, 'BA12', 'it must match the pattern `A\\d+`'],
    [{ type: 'DATE', after: '2023-01-01' }, '2022-01-01', 'it must be after `2023-01-01`, but received `2022-01-01`'],
    [{ type: 'DATE' }, '2023-02-30', 'Expected `DATE`'],
    [
      { type: 'DATETIME', before: '2023-12-31T23:59:59Z' },
      '2024-01-01T00:00:00Z',
      'it must be before `2023-12-31T23:59:59Z`',
    ],
    [{ type: 'DATETIME' }, '2023-01-01T00:00:00', 'Expected `DATETIME`'],
    [{ type: 'TIME', after: '01:00:00' }, '00:00:01', 'it must be after `01:00`, but received `00:00:01`'],
    [{ type: 'DURATION', min: 'PT10S' }, 'PT1S', 'It must be more than `PT10S`, but received `PT1S`'],
    [{ type: 'URI' }, 'http:/bla', 'Expected `URI` but received `http:/bla`'],
    [{ type: 'EMAIL' }, 'a@b', 'Expected `EMAIL`'],
    [{ type: 'FILE' }, '/etc/passwd', 'Expected `FILE`'],
    [{ type: 'FILE' }, 'kestra:///a/../b', 'Expected `FILE`'],
    [
      { type: 'FILE', allowedFileExtensions: ['.csv', '.txt'] },
      'kestra:///a.pdf',
      'it must be a file of type `.csv, .txt`',
    ],
    [{ type: 'JSON' }, '{', 'Expected `JSON`'],
    [{ type: 'YAML' }, 'a: [', 'Expected `YAML`'],
    [{ type: 'ARRAY', itemType: 'INT' }, '["s1"]', 'Unable to parse array element as `INT` on `s1`'],
    [{ type: 'ENUM', values: ['A', 'B'] }, 'C', 'it must match the values `[A, B]`, but received `C`'],
    [{ type: 'MULTISELECT', values: ['A'] }, '["A", "Z"]', 'it must match the values `[A]`'],
  ])('refuses for %j the value %j', async (input, given, message) => {
    expect(await problem(input, given)).toContain(`Invalid input for \`value\`, ${message}`)
  })

  it('checks a pattern in time linear to the text', async () => {
    expect(await problem({ type: 'STRING', validator: '(a+)+b' }, 'a'.repeat(50_000))).toContain('it must match')
  })
})

describe('reading all inputs', () => {
  it('names every input that is wrong, not just the first', async () => {
    const flow = flowWith({ id: 'a', type: 'INT' }, { id: 'b', type: 'STRING' }, { id: 'c', type: 'STRING' })
    const error = await readInputs(flow, { given: { a: 'x', c: 'fine' } }).catch(
      (thrown: unknown) => thrown as MillraceError,
    )
    expect((error as MillraceError).issues.map((issue) => issue.message)).toEqual([
      'Invalid input for `a`, Expected `INT` but received `x`, but received `x`',
      'Invalid input for `b`, missing required input, but received `null`',
    ])
  })

  it('nests ids with dots, and takes them flat or nested', async () => {
    const flow = flowWith(
      { id: 'a.b', type: 'STRING' },
      { id: 'a.c.d', type: 'INT' },
      { id: 'e', type: 'INT', required: false },
    )
    const nested = { a: { b: 'x', c: { d: 1 } }, e: null }
    expect(await readInputs(flow, { given: { 'a.b': 'x', 'a.c.d': '1' } })).toEqual(nested)
    expect(await readInputs(flow, { given: { a: { b: 'x', c: { d: '1' } } } })).toEqual(nested)
  })

  it('uses defaults, rendered over the inputs before them', async () => {
    const flow = flowWith(
      { id: 'name', type: 'STRING' },
      { id: 'greeting', type: 'STRING', defaults: 'hello {{ inputs.name }}' },
    )
    const render = async (value: Json, inputs: { readonly [id: string]: Json }): Promise<Json> =>
      JSON.parse(JSON.stringify(value).replace('{{ inputs.name }}', JSON.stringify(inputs['name']).slice(1, -1)))
    expect(await readInputs(flow, { given: { name: 'Ada' }, render })).toEqual({ name: 'Ada', greeting: 'hello Ada' })
  })

  it('hides an input whose condition does not hold', async () => {
    const flow = flowWith(
      { id: 'other', type: 'STRING', dependsOn: { inputs: ['kind'], condition: 'x' } },
      { id: 'kind', type: 'STRING' },
    )
    const render = async (_: Json, inputs: { readonly [id: string]: Json }): Promise<Json> => inputs['kind'] === 'other'
    expect(await readInputs(flow, { given: { kind: 'plain' }, render })).toEqual({ kind: 'plain' })
    await expect(readInputs(flow, { given: { kind: 'other' }, render })).rejects.toThrow(/missing required input/)
  })

  it('hides an input with any that it depends on, however deep', async () => {
    const flow = flowWith(
      { id: 'c', type: 'STRING', dependsOn: { inputs: ['b'] } },
      { id: 'b', type: 'STRING', dependsOn: { inputs: ['a'], condition: '{{ inputs.a }}' } },
      { id: 'a', type: 'BOOLEAN' },
    )
    const render = async (_: Json, inputs: { readonly [id: string]: Json }): Promise<Json> => inputs['a'] ?? null
    expect(await readInputs(flow, { given: { a: 'false', b: 'x', c: 'y' }, render })).toEqual({ a: false })
    expect(await readInputs(flow, { given: { a: 'true', b: 'x', c: 'y' }, render })).toEqual({
      a: true,
      b: 'x',
      c: 'y',
    })
  })

  it.each(['false', '0', '', ' no ', 'null'])('counts the condition %j as false', async (answer) => {
    const flow = flowWith({ id: 'a', type: 'STRING', dependsOn: { inputs: [], condition: '{{ x }}' } })
    expect(await readInputs(flow, { given: { a: 'x' }, render: async () => answer })).toEqual({})
  })

  it('takes the first choice where the input says so, of an expression too', async () => {
    const input: FlowInput = { id: 'a', type: 'SELECT', expression: '{{ x }}', autoSelectFirst: true }
    expect(await readInputs(flowWith(input), { given: {}, render: async () => ['B', 'A'] })).toEqual({ a: 'B' })
  })

  it('leaves what a form fills in beforehand to the form', async () => {
    const input: FlowInput = { id: 'a', type: 'STRING', required: false, prefill: 'x', displayName: 'A' }
    expect(await readInputs(flowWith(input), { given: {} })).toEqual({ a: null })
  })

  it('keeps the whole of a long secret', async () => {
    const cipher = createCipher(KEY)
    const secret = 'x'.repeat(5_000)
    expect(decrypted(cipher, (await one({ type: 'SECRET' }, secret, { cipher })) ?? null).value).toBe(secret)
  })

  it('keeps a secret out of what is stored and out of messages', async () => {
    const cipher = createCipher(KEY)
    const stored = await one({ type: 'SECRET' }, 'hush', { cipher })
    expect(JSON.stringify(stored)).not.toContain('hush')
    expect(decrypted(cipher, stored ?? null)).toEqual({ value: 'hush', secrets: ['hush'] })
    expect(await problem({ type: 'SECRET', validator: 'x+' }, 'hush')).not.toContain('hush')
    expect(await problem({ type: 'SECRET' }, 'hush')).toContain('no encryption key')
  })

  it('refuses names that the flow does not have, when asked to', async () => {
    const flow = flowWith({ id: 'city', type: 'STRING', required: false })
    expect(await readInputs(flow, { given: { citty: 'x' } })).toEqual({ city: null })
    const error = await readInputs(flow, { given: { citty: 'x' }, isClosed: true }).catch(
      (thrown: unknown) => thrown as MillraceError,
    )
    expect((error as MillraceError).issues[0]?.hint).toContain('city')
  })
})
