// Where a state is kept: as one key of the namespace, by flow, name and, in a loop, the value of the turn.

import { createHash } from 'node:crypto'
import { isJsonObject, Type } from '@millrace/sdk-plugin'
import type { AttemptContext, JsonObject } from '@millrace/sdk-plugin'

/** The properties that all state tasks share. */
export const stateProperties = {
  name: Type.Optional(Type.String({ title: 'Name', description: 'Names the state.', default: 'default' })),
  namespace: Type.Optional(
    Type.Boolean({
      title: 'Shared',
      description: 'Whether all flows of the namespace share the state, instead of one flow having it.',
      default: false,
    }),
  ),
  taskrunValue: Type.Optional(
    Type.Boolean({
      title: 'By value',
      description: 'Whether each turn of a loop has a state of its own.',
      default: true,
    }),
  ),
}

export interface StateOptions {
  readonly name?: string
  readonly namespace?: boolean
  readonly taskrunValue?: boolean
}

/** The key in the namespace of the flow. Values of any length and alphabet give a key. */
export function stateKey({ message }: AttemptContext, options: StateOptions): string {
  const { flowId, value } = message
  const turn = options.taskrunValue === false || value === undefined ? [] : [digest(value)]
  const owner = options.namespace === true ? [] : [flowId]
  const name = options.name ?? 'default'
  return [...owner, 'states', /^[\w.-]{1,100}$/.test(name) ? name : digest(name), ...turn].join('_')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** The data of a state; undefined where there is none. */
export async function readState({ platform, message }: AttemptContext, key: string): Promise<JsonObject | undefined> {
  const data = await platform.kv.get(message.namespace, key)
  return isJsonObject(data) ? data : undefined
}
