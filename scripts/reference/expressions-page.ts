// What the expression language knows, and where it differs from its reference.

import {
  differences,
  filterReference,
  functionReference,
  sampleVariables,
  testReference,
  type ReferenceEntry,
} from '../../core/expression/src/index.ts'

const INTRO =
  'What stands in `{{ … }}` and `{% … %}` is an expression of the Pebble dialect that flows of Kestra 1.x use. It is evaluated without access to anything but the values that it is given, and with limits on depth, steps and output. `millrace render TEXT --variables FILE` shows what an expression gives.'

const EXAMPLES =
  'The examples are run by the tests, over these variables and a world in which every key, secret and file has one answer:'

export function expressionsPage(): string {
  const variables = Object.entries(sampleVariables).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)
  return [
    '# Expressions',
    INTRO,
    `${EXAMPLES}\n\n${variables.join('\n')}`,
    `## Filters\n\n\`value | filter\`, with arguments in parentheses.\n\n${table(filterReference)}`,
    `## Functions\n\n${table(functionReference)}`,
    `## Tests\n\n\`value is test\`, \`value is not test\`.\n\n${table(testReference)}`,
    differencesSection(),
  ].join('\n\n')
}

function table(entries: readonly ReferenceEntry[]): string {
  const rows = entries.map(
    ({ name, summary, example, result }) => `| \`${name}\` | ${cell(summary)} | ${code(example)} | ${code(result)} |`,
  )
  return `| name | | example | gives |\n|---|---|---|---|\n${rows.join('\n')}`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** Code in a table: no line breaks, no bars, and more backticks around than within. */
function code(text: string): string {
  const line = cell(text.replaceAll('\n', '↵'))
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``
}

function differencesSection(): string {
  const texts = differences.map(({ title, reason, expressions }) => {
    const shown = expressions.map((text) => `    ${text}\n`).join('')
    return `### ${title}\n\n${reason}\n${shown === '' ? '' : `\n${shown}`}`
  })
  return `## Where they differ\n\nFrom the dialect of Kestra 1.x, on purpose. In the examples \`list\` is [3, 1, 2] and \`big\` an integer past 2^53.\n\n${texts.join('\n')}`
}
