// The types of inputs, and what every input may say.

import { inputReference, type InputReference } from '../../core/runtime/src/index.ts'

const INTRO =
  'A caller gives values as text (a form, the command line) or as JSON; each is read into the type of its input. All that is wrong is named at once, and nothing is created. The examples are run by the tests.'

const SHARED: readonly (readonly [string, string])[] = [
  ['id', 'The name in expressions: `inputs.id`. Dots make nested values.'],
  ['type', 'One of the types below.'],
  ['displayName', 'What forms show; at most 64 letters.'],
  ['description', 'A text for people.'],
  ['required', 'Whether a value must be given; true unless told. An optional input that nobody gives is null.'],
  ['defaults', 'The value that is taken when none is given; may be an expression over inputs that come before.'],
  ['prefill', 'What a form fills in beforehand, and people may clear; never taken by itself.'],
  [
    'dependsOn',
    '`inputs`: ids that are read first. `condition`: an expression. The input has neither a value nor a check while the condition does not hold, or one of those inputs is hidden itself.',
  ],
]

export function inputsPage(): string {
  const shared = SHARED.map(([name, text]) => `| \`${name}\` | ${text} |`).join('\n')
  const rows = inputReference.map(row).join('\n')
  return [
    '# Inputs',
    INTRO,
    `## Every input\n\n| name | |\n|---|---|\n${shared}`,
    `## Types\n\n| type | | example | given | the flow sees |\n|---|---|---|---|---|\n${rows}`,
    'Bounds (`min`, `max`, `after`, `before`) are optional. `extension`, `accept` and `jsonSchema` may be written and have no effect.',
    'Outputs of a flow have the same types: a text becomes a number, a list or a document where the type asks for one, and an execution whose output does not fit its type ends FAILED.',
  ].join('\n\n')
}

function row({ type, summary, example, given, value }: InputReference): string {
  const { id: _id, type: _type, ...properties } = example
  const own = Object.keys(properties).length === 0 ? '' : code(JSON.stringify(properties))
  return `| \`${type}\` | ${summary} | ${own} | ${code(text(given))} | ${code(JSON.stringify(value))} |`
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const code = (line: string): string => `\`${line.replaceAll('|', '\\|')}\``
