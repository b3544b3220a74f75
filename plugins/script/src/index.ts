// Tasks that run scripts as child processes of the worker.

import { definePlugin } from '@millrace/sdk-plugin'
import { node } from './node.ts'
import { shell } from './shell.ts'

export const plugin = definePlugin({ name: 'script', title: 'Script tasks', tasks: [shell, node] })
