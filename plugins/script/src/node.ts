// `script/node`: JavaScript in a Node process of its own, or shell commands that call Node.

import path from 'node:path'
import { defineTask } from '@millrace/sdk-plugin'
import type { Command } from '@millrace/sdk-plugin'
import { noteContainer } from './container-notice.ts'
import { nodeFileName } from './node-module-kind.ts'
import { scriptOutputs, scriptProperties } from './script-properties.ts'
import type { ScriptProperties } from './script-properties.ts'
import { givenScript, shellCommand } from './shell-command.ts'

/** Where nothing else is said, the Node that runs the worker is found after those on its search path. */
function environmentOf(properties: ScriptProperties): Record<string, string> {
  const searchPath = [process.env['PATH'] ?? '', path.dirname(process.execPath)].filter((part) => part !== '')
  return { PATH: searchPath.join(path.delimiter), ...properties.env }
}

function scriptCommand(properties: ScriptProperties, script: string): Command {
  const file = nodeFileName(script)
  const needsShell = (properties.beforeCommands?.length ?? 0) > 0 || properties.interpreter !== undefined
  const command = shellCommand(properties, [`node ${file}`])
  return {
    ...command,
    argv: needsShell ? command.argv : ['node', file],
    inputFiles: { ...command.inputFiles, [file]: { text: script } },
  }
}

export const node = defineTask({
  type: 'script/node',
  aliases: ['io.kestra.plugin.scripts.node.Commands', 'io.kestra.plugin.scripts.node.Script'],
  title: 'Run a Node.js script',
  description:
    'Runs JavaScript, CommonJS or ECMAScript modules, in a Node process with a working folder of its own; with ' +
    '`commands`, shell commands that call `node`.',
  properties: scriptProperties({ title: 'Script', description: 'JavaScript of any length.' }),
  outputs: scriptOutputs,
  examples: [
    {
      title: 'Hand a value on',
      flow: [
        'id: node-outputs',
        'namespace: examples',
        'tasks:',
        '  - id: sum',
        '    type: script/node',
        '    script: |',
        "      import { writeFileSync } from 'node:fs'",
        '      writeFileSync(process.env.MILLRACE_OUTPUTS, JSON.stringify({ sum: [1, 2, 3].reduce((a, b) => a + b) }))',
        '  - id: say',
        '    type: core/log',
        '    message: "{{ outputs.sum.vars.sum }}"',
        '',
      ].join('\n'),
    },
  ],
  command(context, properties) {
    noteContainer(context, properties)
    const given = givenScript(properties)
    const command =
      given.commands === undefined
        ? scriptCommand(properties, given.script ?? '')
        : shellCommand(properties, given.commands)
    return { ...command, environment: environmentOf(properties), requires: ['node'] }
  },
})
