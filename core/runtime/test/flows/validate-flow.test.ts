import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@millrace/model'
import type { PluginDefinition } from '@millrace/ports'
import Type from 'typebox'
import { createCatalogue } from '../../src/flows/catalogue.ts'
import { parseFlow } from '../../src/flows/parse-flow.ts'
import { validateFlow } from '../../src/flows/validate-flow.ts'

const nothing = (): JsonObject => ({})
const Message = Type.Object({
  message: Type.Union([Type.String(), Type.Array(Type.String())]),
  level: Type.Optional(Type.Enum(['INFO', 'ERROR'])),
  times: Type.Optional(Type.Integer()),
  options: Type.Optional(Type.Object({ quiet: Type.Optional(Type.Boolean()) })),
  script: Type.Optional(Type.String()),
})
const plugin: PluginDefinition = {
  name: 'core',
  title: 'Core',
  tasks: [
    {
      type: 'core/log',
      aliases: ['io.kestra.plugin.core.log.Log'],
      title: 'Log',
      properties: Message,
      unrendered: ['script'],
      run: nothing,
    },
    {
      type: 'core/return',
      aliases: ['io.kestra.plugin.core.debug.Return'],
      title: 'Return',
      properties: Type.Object({ format: Type.Optional(Type.String()) }),
      run: nothing,
    },
  ],
}
const catalogue = createCatalogue([plugin])

/** `CODE line:column message` and the hint of every finding. */
function findings(source: string): readonly string[] {
  return validateFlow(parseFlow(source), catalogue).map(({ code, message, position, hint }) =>
    `${code} ${position?.line}:${position?.column} ${message} ${hint ?? ''}`.trim(),
  )
}

const head = 'id: flow\nnamespace: tests\n'
const task = 'tasks:\n  - id: a\n    type: core/log\n    message: hello\n'

describe('a flow that is right', () => {
  it('has no findings', () => {
    expect(
      findings(`${head}inputs:\n  - { id: n.x, type: INT, min: 1 }\nvariables: { v: 1 }\n${task}
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2]
    concurrencyLimit: 0
    tasks:
      - id: inner
        type: io.kestra.plugin.core.debug.Return
        format: "{{ inputs.n.x }} {{ vars.v }} {{ outputs.a.value }} {{ taskrun.value }} {{ outputs['inner'] }}"
        runIf: "{{ inputs.n.x > 1 }}"
        timeout: "{{ vars.v }}"
outputs:
  - { id: o, value: "{{ outputs.each }}" }
`),
    ).toEqual([])
  })

  it('may have a text with an expression where another scalar is asked for', () => {
    expect(
      findings(
        `${head}${task}    times: "{{ 1 + 1 }}"\n    level: "{{ 'INFO' }}"\n    options: { quiet: "{{ true }}" }\n`,
      ),
    ).toEqual([])
  })

  it('may have a default that is made of tags', () => {
    const input = '{ id: n, type: INT, defaults: "{% if true %}1{% endif %}" }'
    expect(findings(`${head}inputs:\n  - ${input}\n${task}`)).toEqual([])
  })

  it('may name what does not exist where it says what to use instead', () => {
    expect(findings(`${head}tasks:\n  - { id: a, type: core/log, message: "{{ inputs.x ?? 'none' }}" }\n`)).toEqual([])
  })

  it('keeps braces as they are in a property that is not rendered', () => {
    expect(findings(`${head}${task}    script: "{{ not an expression"\n`)).toEqual([])
  })
})

describe('structure', () => {
  it.each([
    ['a property that is missing', `id: flow\n${task}`, ['MR_FLOW_PROPERTY 1:1 `namespace` is missing.']],
    [
      'a property that no flow has',
      `${head}lables: {}\n${task}`,
      ['MR_FLOW_PROPERTY 3:1 `lables` is no property known here. Did you mean `labels`?'],
    ],
    [
      'an id with a blank',
      `id: my flow\nnamespace: tests\n${task}`,
      ['MR_FLOW_PROPERTY 1:5 `id` must be letters, digits, `.`, `_` and `-`, a letter or digit first, not "my flow".'],
    ],
    [
      'a reserved id',
      `id: search\nnamespace: tests\n${task}`,
      ['MR_FLOW_RESERVED_ID 1:5 `search` is a word of the API and cannot name a flow.'],
    ],
    ['no tasks', `${head}tasks: []\n`, ['MR_FLOW_PROPERTY 3:8 `tasks` must not be empty.']],
    [
      '__proto__ as a property',
      `${head}__proto__: { tasks: [] }\n${task}`,
      ['MR_FLOW_PROPERTY 3:1 `__proto__` is no property known here.'],
    ],
    [
      'a reserved label',
      `${head}labels:\n  system.x: a\n${task}`,
      [
        'MR_FLOW_PROPERTY 4:13 The label `system.x` is reserved: keys that begin with `system.` are set by the platform.',
      ],
    ],
  ])('refuses %s', (_, source, expected) => {
    expect(findings(source)).toEqual(expected)
  })
})

describe('tasks', () => {
  it.each([
    [
      'an unknown type',
      '- { id: a, type: core/logg }',
      'MR_FLOW_TASK_TYPE 4:20 There is no task type `core/logg`. Did you mean `core/log`',
    ],
    [
      'an unknown type of a plugin that is known by another name',
      '- { id: a, type: io.kestra.plugin.core.log.Logs }',
      'Did you mean `io.kestra.plugin.core.log.Log`',
    ],
    [
      'a property of the wrong type',
      '- { id: a, type: core/log, message: 5 }',
      'MR_FLOW_PROPERTY 4:39 `tasks[0].message` must be a text or a list, not 5.',
    ],
    [
      'a wrong item of a list',
      '- { id: a, type: core/log, message: [x, 5] }',
      'MR_FLOW_PROPERTY 4:43 `tasks[0].message[1]` must be a text, not 5.',
    ],
    [
      'a word that is not in the list',
      '- { id: a, type: core/log, message: x, level: WARM }',
      '`tasks[0].level` must be one of INFO, ERROR, not "WARM".',
    ],
    [
      'a property that the type does not have',
      '- { id: a, type: core/log, mesage: x, message: y }',
      'MR_FLOW_PROPERTY 4:30 `tasks[0].mesage` is no property known here. Did you mean `message`?',
    ],
    [
      'a text for a number',
      '- { id: a, type: core/log, message: x, times: many }',
      '`tasks[0].times` must be a whole number, not "many".',
    ],
    ['a missing property', '- { id: a, type: core/log }', 'MR_FLOW_PROPERTY 4:5 `tasks[0].message` is missing.'],
    ['a control without tasks', '- { id: a, type: core/parallel, tasks: [] }', '`tasks[0].tasks` must not be empty.'],
    ['a control without its tasks', '- { id: a, type: core/if, condition: "true" }', '`tasks[0].then` is missing.'],
    [
      'a duration that is none',
      '- { id: a, type: core/return, timeout: 5 minutes }',
      '`tasks[0].timeout` must be an ISO-8601 duration, not "5 minutes".',
    ],
    [
      'a retry without what its kind needs',
      '- { id: a, type: core/return, retry: { type: exponential, interval: PT1S } }',
      '`tasks[0].retry.maxInterval` is missing: a retry of type exponential needs it.',
    ],
    ['an id that is an expression', '- { id: "{{ x }}", type: core/return }', '`tasks[0].id` must be letters'],
  ])('refuses %s', (_, written, expected) => {
    expect(findings(`${head}tasks:\n  ${written}\n`).join('\n')).toContain(expected)
  })

  it('refuses an id that is used twice, however deep', () => {
    expect(
      findings(
        `${head}${task}  - id: p\n    type: core/parallel\n    tasks:\n      - { id: a, type: core/return }\n    errors:\n      - { id: p, type: core/return }\n`,
      ),
    ).toEqual([
      'MR_FLOW_DUPLICATE_ID 10:15 The task id `a` is used already on line 4.',
      'MR_FLOW_DUPLICATE_ID 12:15 The task id `p` is used already on line 7.',
    ])
  })
})

describe('inputs', () => {
  it.each([
    ['an unknown type', '{ id: a, type: TEXT }', '`inputs[0].type` must be one of STRING,'],
    ['no type', '{ id: a }', '`inputs[0].type` is missing.'],
    [
      'a pattern that is none',
      '{ id: a, type: STRING, validator: "(" }',
      'MR_FLOW_PROPERTY 4:39 The pattern of the input `a` is not a regular expression',
    ],
    ['a list of lists', '{ id: a, type: ARRAY, itemType: ARRAY }', '`inputs[0].itemType` must be one of'],
    ['a choice without values', '{ id: a, type: SELECT }', 'The input `a` needs `values` or `expression`.'],
    [
      'a dependency on nothing',
      '{ id: a, type: STRING, dependsOn: { inputs: [b] } }',
      'MR_FLOW_UNKNOWN_NAME 4:50 There is no other input `b` to depend on.',
    ],
    [
      'a default that does not fit',
      '{ id: a, type: INT, defaults: many }',
      'MR_FLOW_PROPERTY 4:35 The default of the input `a` does not fit',
    ],
    [
      'a default outside of the choices',
      '{ id: a, type: SELECT, values: [x], defaults: y }',
      'it must match the values `[x]`',
    ],
  ])('refuses %s', (_, input, expected) => {
    expect(findings(`${head}inputs:\n  - ${input}\n${task}`).join('\n')).toContain(expected)
  })

  it('refuses an id that is used twice', () => {
    expect(findings(`${head}inputs:\n  - { id: a, type: STRING }\n  - { id: a, type: INT }\n${task}`)).toEqual([
      'MR_FLOW_DUPLICATE_ID 5:11 The input id `a` is used already on line 4.',
    ])
  })
})

describe('expressions', () => {
  const logs = (message: string): string =>
    `${head}inputs:\n  - { id: city, type: STRING }\nvariables: { limit: 1 }\ntasks:\n  - id: first\n    type: core/log\n    message: ${message}\n`

  it.each([
    ['"{{ inputs.city "', 'MR_EXPRESSION_SYNTAX 9:'],
    ['"{{ inputs.citty }}"', 'MR_FLOW_UNKNOWN_NAME 9:18 The flow has no input `citty`. Did you mean `city`?'],
    ['"{{ vars.limits }}"', 'MR_FLOW_UNKNOWN_NAME 9:18 The flow has no variable `limits`. Did you mean `limit`?'],
    ['"{{ outputs.frist.value }}"', 'MR_FLOW_UNKNOWN_NAME 9:18 The flow has no task `frist`. Did you mean `first`?'],
    ['"{{ inputs.city | uper }}"', 'MR_EXPRESSION_UNKNOWN 9:'],
    ['|\n      Hello\n      {{ vars.nothing }}', 'MR_FLOW_UNKNOWN_NAME 11:10 The flow has no variable `nothing`.'],
  ])('refuses %s', (message, expected) => {
    expect(findings(logs(message)).join('\n')).toContain(expected)
  })

  it('names each unknown name of a text once', () => {
    expect(findings(logs('"{{ vars.a }} {{ vars.a }} {{ vars.b }}"'))).toHaveLength(2)
  })
})

describe('the catalogue', () => {
  it('refuses two tasks of one name', () => {
    const other: PluginDefinition = {
      name: 'other',
      title: '',
      tasks: [{ type: 'other/x', aliases: ['core/log'], title: '', properties: {}, run: nothing }],
    }
    expect(() => createCatalogue([plugin, other])).toThrow(/core\/log, which the plugin core has already/)
  })

  it('refuses a task with the name of a control', () => {
    const other: PluginDefinition = {
      name: 'core',
      title: '',
      tasks: [{ type: 'core/sleep', title: '', properties: {}, run: nothing }],
    }
    expect(() => createCatalogue([other])).toThrow(/core\/sleep, which the engine has already/)
  })
})
