// All commands of `millrace`: what they are called and take. What they do is loaded when they are called.

import type { CommandSpec, OptionSpec } from './command.ts'

const config: OptionSpec = {
  type: 'string',
  short: 'c',
  value: 'FILE',
  help: 'Configuration; millrace.yml of this folder unless told.',
}
const data: OptionSpec = { type: 'string', value: 'DIR', help: 'Folder of databases and files.' }
const server: OptionSpec = { type: 'string', value: 'URL', help: 'Server to ask; http://127.0.0.1:8080 unless told.' }
const json: OptionSpec = { type: 'boolean', help: 'Print the answer as one JSON document.' }

const serverStandalone: CommandSpec = {
  name: 'server standalone',
  summary: 'Start the platform: all roles in one process.',
  usage: '[options]',
  options: {
    config,
    port: { type: 'string', value: 'PORT', help: 'Port to listen on; 8080 unless told, 0 for any free one.' },
    host: { type: 'string', value: 'HOST', help: 'Address to listen on; 127.0.0.1 unless told.' },
    data,
  },
  details: 'Works with no configuration at all, on SQLite. Ctrl-C stops it in order; a second one at once.',
  positionals: { min: 0, max: 0 },
  run: async (context) => await (await import('./commands/server.ts')).serve(context),
}

const run: CommandSpec = {
  name: 'run',
  summary: 'Run a flow, with no server, and follow it.',
  usage: 'FLOW.yaml [options]',
  options: {
    input: { type: 'string', short: 'i', multiple: true, value: 'NAME=VALUE', help: 'An input of the flow.' },
    file: { type: 'string', short: 'f', multiple: true, value: 'NAME=PATH', help: 'A file input of the flow.' },
    label: { type: 'string', short: 'l', multiple: true, value: 'KEY=VALUE', help: 'A label of the execution.' },
    json: { type: 'boolean', help: 'Print the execution as one JSON document, and nothing else.' },
    data: { ...data, help: 'Folder of databases and files; a throw-away one unless told.' },
    config,
  },
  details: 'Exit code: 0 success or warning, 1 a failed or killed execution, 2 a wrong flow or input.',
  positionals: { min: 1, max: 1 },
  run: async (context) => await (await import('./commands/run.ts')).runFlow(context),
}

const validate: CommandSpec = {
  name: 'validate',
  summary: 'Check flows without running them.',
  usage: 'FILE… [options]',
  options: { config },
  details: 'Prints each finding as FILE:LINE:COLUMN  CODE  message. Exit code: 2 for a flow that is refused, else 0.',
  positionals: { min: 1, max: Number.MAX_SAFE_INTEGER },
  run: async (context) => await (await import('./commands/validate.ts')).validateFlows(context),
}

const render: CommandSpec = {
  name: 'render',
  summary: 'Show what an expression gives.',
  usage: 'TEXT [--variables FILE], or --batch',
  options: {
    variables: { type: 'string', value: 'FILE', help: 'YAML or JSON with the variables: inputs, outputs, vars …' },
    batch: {
      type: 'boolean',
      help: 'Read { variables, expressions } as JSON, write a list of { result } or { error }.',
    },
  },
  details: 'Renders without a server: kv() and env() find nothing, read(), secret() and http() fail.',
  positionals: { min: 0, max: 1 },
  run: async (context) => await (await import('./commands/render.ts')).render(context),
}

const messagesList: CommandSpec = {
  name: 'messages list',
  summary: 'List the messages that were set aside because they could not be handled.',
  usage: '[options]',
  options: { server, json },
  positionals: { min: 0, max: 0 },
  run: async (context) => await (await import('./commands/messages.ts')).listMessages(context),
}

const messagesRequeue: CommandSpec = {
  name: 'messages requeue',
  summary: 'Give a message that was set aside back to the queue.',
  usage: 'ID [options]',
  options: { server },
  positionals: { min: 1, max: 1 },
  run: async (context) => await (await import('./commands/messages.ts')).requeueMessage(context),
}

const messagesDiscard: CommandSpec = {
  name: 'messages discard',
  summary: 'Throw a message away that was set aside.',
  usage: 'ID [options]',
  options: { server },
  positionals: { min: 1, max: 1 },
  run: async (context) => await (await import('./commands/messages.ts')).discardMessage(context),
}

export const COMMANDS: readonly CommandSpec[] = [
  run,
  serverStandalone,
  validate,
  render,
  messagesList,
  messagesRequeue,
  messagesDiscard,
]
