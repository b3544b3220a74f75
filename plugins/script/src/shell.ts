// `script/shell`: shell commands or a shell script as a process of the worker.

import { defineTask } from '@millrace/sdk-plugin'
import { noteContainer } from './container-notice.ts'
import { scriptOutputs, scriptProperties } from './script-properties.ts'
import { givenScript, shellCommand } from './shell-command.ts'

export const shell = defineTask({
  type: 'script/shell',
  aliases: ['io.kestra.plugin.scripts.shell.Commands', 'io.kestra.plugin.scripts.shell.Script'],
  title: 'Run a shell script',
  description: 'Runs shell commands, or a script, in a working folder of their own.',
  properties: scriptProperties({ title: 'Script', description: 'A shell script of any length.' }),
  outputs: scriptOutputs,
  examples: [
    {
      title: 'Hand a value and a file on',
      flow: [
        'id: shell-outputs',
        'namespace: examples',
        'tasks:',
        '  - id: count',
        '    type: script/shell',
        '    inputFiles:',
        '      words.txt: "one two three"',
        '    script: |',
        '      wc -w < words.txt > count.txt',
        '      echo "count=$(cat count.txt)" >> "$MILLRACE_OUTPUTS"',
        '    outputFiles:',
        '      - count.txt',
        '  - id: say',
        '    type: core/log',
        '    message: "{{ outputs.count.vars.count }} words, in {{ outputs.count.outputFiles[\'count.txt\'] }}"',
        '',
      ].join('\n'),
    },
  ],
  command(context, properties) {
    noteContainer(context, properties)
    const given = givenScript(properties)
    return shellCommand(properties, given.commands ?? [given.script ?? ''])
  },
})
