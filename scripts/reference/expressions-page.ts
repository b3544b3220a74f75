// What the expression language knows, and where it differs from its reference.

import { differences, filterNames, functionNames, testNames } from '../../core/expression/src/index.ts'

export function expressionsPage(): string {
  const list = (names: readonly string[]): string =>
    names
      .toSorted()
      .map((name) => `\`${name}\``)
      .join(', ')
  const texts = differences.map(({ title, reason, expressions }) => {
    const shown = expressions.map((text) => `    ${text}\n`).join('')
    return `### ${title}\n\n${reason}\n${shown === '' ? '' : `\n${shown}`}`
  })
  const intro =
    'What stands in `{{ … }}` and `{% … %}` is an expression of the Pebble dialect that flows of Kestra 1.x use. It is evaluated without access to anything but the values that it is given, and with limits on depth, steps and output.'
  return `# Expressions\n\n${intro}\n\n## Filters\n\n\`value | filter\`: ${list(filterNames())}.\n\n## Functions\n\n${list(functionNames())}.\n\n## Tests\n\n\`value is test\`: ${list(testNames())}.\n\n## Where they differ\n\nFrom the dialect of Kestra 1.x, on purpose. In the examples \`list\` is [3, 1, 2] and \`big\` an integer past 2^53.\n\n${texts.join('\n')}`
}
