import { describe, expect, it } from 'vitest'
import type { FlowOutput, Json } from '@millrace/model'
import { typedOutput } from '../../src/progress/typed-output.ts'
import { flowOf, Scenario } from '../scenario.ts'

const output = (rest: Partial<FlowOutput>): FlowOutput => ({ id: 'out', value: '', ...rest })

describe('an output of a flow', () => {
  it.each<[Partial<FlowOutput>, Json, Json]>([
    [{}, { a: '1' }, { a: '1' }],
    [{ type: 'STRING' }, { value: 1 }, '{"value":1}'],
    [{ type: 'STRING' }, 5, '5'],
    [{ type: 'SELECT' }, 'A', 'A'],
    [{ type: 'ENUM' }, 'A', 'A'],
    [{ type: 'MULTISELECT' }, '["A"]', ['A']],
    [{ type: 'INT' }, ' 12', 12],
    [{ type: 'FLOAT' }, '1.5e3', 1500],
    [{ type: 'BOOLEAN' }, 'TRUE', true],
    [{ type: 'BOOL' }, false, false],
    [{ type: 'DATETIME' }, '2024-02-29T10:00:00Z', '2024-02-29T10:00:00Z'],
    [{ type: 'DATE' }, '2024-02-29', '2024-02-29'],
    [{ type: 'TIME' }, '23:59', '23:59'],
    [{ type: 'DURATION' }, 'PT5S', 'PT5S'],
    [{ type: 'FILE' }, 'kestra:///a.txt', 'kestra:///a.txt'],
    [{ type: 'URI' }, 'https://a.example', 'https://a.example'],
    [{ type: 'EMAIL' }, 'a@b.example', 'a@b.example'],
    [{ type: 'JSON' }, '{"a": [1]}', { a: [1] }],
    [{ type: 'JSON' }, [1], [1]],
    [{ type: 'YAML' }, 'a:\n- 1', { a: [1] }],
    [{ type: 'ARRAY', itemType: 'INT' }, '["1", 2]', [1, 2]],
    [{ type: 'INT' }, null, null],
  ])('declared as %j takes %j', (declared, value, typed) => {
    expect(typedOutput(output(declared), value)).toEqual({ kind: 'value', value: typed })
  })

  it.each<[Partial<FlowOutput>, Json, string]>([
    [{ type: 'INT' }, 'many', 'it is no INT: many.'],
    [{ type: 'INT' }, 1.5, 'it is no INT: 1.5.'],
    [{ type: 'FLOAT' }, true, 'it is no FLOAT: true.'],
    [{ type: 'BOOLEAN' }, 'maybe', 'it is no BOOLEAN: maybe.'],
    [{ type: 'DATETIME' }, '2024-02-29', 'it is no DATETIME: 2024-02-29.'],
    [{ type: 'DATE' }, '2024-13-01', 'it is no DATE'],
    [{ type: 'TIME' }, '24:00', 'it is no TIME'],
    [{ type: 'DURATION' }, '5 s', 'it is no DURATION'],
    [{ type: 'FILE' }, '/etc/passwd', 'it is no FILE'],
    [{ type: 'URI' }, 'here', 'it is no URI'],
    [{ type: 'EMAIL' }, 'a@b', 'it is no EMAIL'],
    [{ type: 'JSON' }, '{', 'it is no JSON'],
    [{ type: 'YAML' }, 'a: [', 'it is no YAML'],
    [{ type: 'MULTISELECT' }, 'A', 'it is no MULTISELECT'],
    [{ type: 'ARRAY', itemType: 'INT' }, ['x'], 'its item 0 is no INT: x.'],
    [{ type: 'INT', required: true }, null, 'it is required and has no value.'],
  ])('declared as %j refuses %j', (declared, value, problem) => {
    expect(typedOutput(output(declared), value)).toEqual({
      kind: 'error',
      message: expect.stringContaining(`The output \`out\` does not fit its type: ${problem}`),
    })
  })
})

describe('the end of an execution', () => {
  const log = { id: 'a', type: 'core/log', message: 'x' }

  it('gives outputs in their types', () => {
    const outputs = [output({ type: 'INT', value: '{{ 40 + 2 }}' }), { id: 'list', type: 'JSON', value: '[1, 2]' }]
    const scenario = new Scenario(flowOf([log], { outputs })).run()
    expect(scenario.state.header.outputs).toEqual({ out: 42, list: [1, 2] })
  })

  it('fails with an output that does not fit, which is not kept', () => {
    const flow = flowOf([log], { outputs: [output({ type: 'INT', value: '{{ outputs.a.value }}' })] })
    const { header } = new Scenario(flow).run().state
    expect(header.state).toBe('FAILED')
    expect(header.error).toMatchObject({ code: 'MR_OUTPUT_INVALID' })
    expect(header.outputs).toBeUndefined()
  })
})
