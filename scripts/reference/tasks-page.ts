// Task types and flow controls, as their definitions describe them.

import { CONTROLS } from '@millrace/model'
import { plugin as core } from '@millrace/plugin-core'
import { plugin as http } from '@millrace/plugin-http'
import { plugin as script } from '@millrace/plugin-script'
import { propertyTable } from './property-table.ts'

interface TaskPage {
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly aliases?: readonly string[]
  readonly properties: object
  readonly outputs?: object
}

function taskSection({ type, title, description, aliases, properties, outputs }: TaskPage): string {
  const names = (aliases ?? []).map((alias) => `\`${alias}\``).join(', ')
  const also = names === '' ? '' : `\nAlso known as ${names}.\n`
  return `### ${type}\n\n${title}.${description === undefined ? '' : ` ${description}`}\n${also}${propertyTable('Properties:', properties)}${propertyTable('Outputs:', outputs)}`
}

export function tasksPage(): string {
  const controls = CONTROLS.map(taskSection).join('\n')
  const plugins = [core, http, script].map(({ title, tasks }) => `## ${title}\n\n${tasks.map(taskSection).join('\n')}`)
  return `# Tasks\n\nEvery task also has \`id\`, \`type\`, \`description\`, \`disabled\`, \`runIf\`, \`retry\`, \`timeout\`, \`allowFailure\`, \`allowWarning\` and \`logLevel\`.\n\n## Flow controls\n\n${controls}\n${plugins.join('\n')}`
}
