import { describe, expect, it } from 'vitest'
import { isRefusal, parseFlow, validateFlow } from '@millrace/runtime'
import { testCatalogue } from './test-catalogue.ts'

const HEAD = 'id: flow\nnamespace: tests\n'
const LOG = '{ id: last, type: core/log, message: hi }'

/** Whether a flow with these lines is refused, warned of, or neither. */
function verdict(lines: string): string {
  const findings = validateFlow(parseFlow(`${HEAD}${lines}\n`), testCatalogue)
  if (findings.some(isRefusal)) return 'refused'
  return findings.length > 0 ? 'warned of' : 'fine'
}

describe('a name that does not exist', () => {
  it.each([
    ['what a task works with', 'tasks: [{ id: a, type: core/log, message: "{{ inputs.x }}" }]', 'refused'],
    ['a duration', 'tasks: [{ id: a, type: core/sleep, duration: "{{ inputs.x }}" }]', 'refused'],
    ['a default', `inputs: [{ id: a, type: STRING, defaults: "{{ vars.x }}" }]\ntasks: [${LOG}]`, 'refused'],
    ['an output of the flow', `tasks: [${LOG}]\noutputs: [{ id: o, value: "{{ outputs.x.y }}" }]`, 'refused'],
    ['runIf', 'tasks: [{ id: a, type: core/log, message: hi, runIf: "{{ outputs.x.y == 2 }}" }]', 'warned of'],
    ['a condition', `tasks: [{ id: a, type: core/if, condition: "{{ inputs.x }}", then: [${LOG}] }]`, 'warned of'],
    ['a switch', `tasks: [{ id: a, type: core/switch, value: "{{ inputs.x }}", defaults: [${LOG}] }]`, 'warned of'],
    ['values', `tasks: [{ id: a, type: core/for-each, values: "{{ inputs.x }}", tasks: [${LOG}] }]`, 'warned of'],
    ['a variable', `variables: { v: "{{ inputs.x }}" }\ntasks: [${LOG}]`, 'warned of'],
    ['the beginning of a path', 'tasks: [{ id: a, type: core/log, message: "{{ nothing }}" }]', 'warned of'],
  ])('in %s is %s', (_, lines, expected) => {
    expect(verdict(lines)).toBe(expected)
  })

  it('is fine where something else is said to stand for it', () => {
    expect(verdict('tasks: [{ id: a, type: core/log, message: "{{ inputs.x ?? vars.y | default(1) }}" }]')).toBe('fine')
  })
})

describe('names that tasks bring with them', () => {
  it.each([
    ['variables that a task sets', '{ id: a, type: core/set-variables, variables: { v: 1 } }', 'vars.v'],
    ['answers of a pause', '{ id: a, type: core/pause, onResume: [{ id: b, type: STRING }] }', 'outputs.a.onResume.b'],
    ['turns', `{ id: a, type: core/loop-until, condition: "true", tasks: [${LOG}] }`, 'outputs.a.iterationCount'],
    [
      'a loop',
      `{ id: a, type: core/for-each, values: [x], tasks: [{ id: c, type: core/return }] }`,
      'outputs.c.x.value',
    ],
  ])('%s are known', (_, task, name) => {
    expect(verdict(`tasks: [${task}, { id: show, type: core/log, message: "{{ ${name} }}" }]`)).toBe('fine')
  })

  it('parts of a ForEachItem are known, whether its type is or not', () => {
    const items = '{ id: each, type: io.kestra.plugin.core.flow.ForEachItem }'
    const show = '{ id: show, type: core/log, message: "{{ outputs.each_merge.subflowOutputs }}" }'
    const findings = validateFlow(parseFlow(`${HEAD}tasks: [${items}, ${show}]`), testCatalogue)
    expect(findings.map(({ code }) => code)).not.toContain('MR_FLOW_UNKNOWN_NAME')
  })
})
