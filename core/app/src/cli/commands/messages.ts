// `millrace messages …`: the messages that a server set aside because it could not handle them.

import { isJsonObject, jsonText, type JsonObject } from '@millrace/model'
import { EXIT, type CommandContext } from '../command.ts'
import { readableValue } from '../render/units.ts'
import { askServer } from '../server-api.ts'

export async function listMessages({ arguments: given, terminal }: CommandContext): Promise<number> {
  const messages = await allMessages(given.text('server'))
  if (given.has('json')) terminal.print(JSON.stringify(messages, undefined, 2))
  else if (messages.length === 0) terminal.print('No message is set aside.')
  for (const message of given.has('json') ? [] : messages) {
    const shown = (name: string): string => jsonText(message[name])
    terminal.print(`${terminal.style('cyan', shown('id'))}  ${shown('date')}  ${shown('topic')} ${shown('key')}`)
    terminal.print(`    ${terminal.style('bold', shown('code'))}  ${readableValue(shown('cause'), 200)}`)
  }
  return EXIT.success
}

async function allMessages(server: string | undefined): Promise<readonly JsonObject[]> {
  const messages: JsonObject[] = []
  for (let after: string | undefined; ;) {
    const path = `/messages?size=100${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
    const page = await askServer(server, { method: 'GET', path })
    const { results, next } = isJsonObject(page) ? page : {}
    if (Array.isArray(results)) messages.push(...results.filter(isJsonObject))
    if (typeof next !== 'string') return messages
    after = next
  }
}

export async function requeueMessage({ arguments: given, terminal }: CommandContext): Promise<number> {
  const [id = ''] = given.positionals
  await askServer(given.text('server'), { method: 'POST', path: `/messages/${encodeURIComponent(id)}/requeue` })
  terminal.print(`The message ${id} is on its queue again.`)
  return EXIT.success
}

export async function discardMessage({ arguments: given, terminal }: CommandContext): Promise<number> {
  const [id = ''] = given.positionals
  await askServer(given.text('server'), { method: 'DELETE', path: `/messages/${encodeURIComponent(id)}` })
  terminal.print(`The message ${id} is discarded.`)
  return EXIT.success
}
