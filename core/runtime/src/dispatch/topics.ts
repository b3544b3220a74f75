// The names of topics, consumer groups and channels, and the form of their messages.

import { isJsonObject, MillraceError, type AttemptMessage } from '@millrace/model'
import type { EntityRef, Message } from '@millrace/ports'
import type { Cancel, LaneCommand } from '../executor/subject.ts'

export const COMMANDS = 'commands'
export const ATTEMPTS = 'attempts'
export const RECORDS = 'records'
/** Consumers of one role share the messages of a topic. */
export const GROUPS = { executor: 'executor', worker: 'worker', indexer: 'indexer' } as const
/** Best effort, to every process. */
export const KILLS = 'kills'
export const CHANGES = 'changes'
export const GRANTS = 'grants'

const FORMAT = 1

export function commandMessage(ref: EntityRef, command: LaneCommand): Message {
  return { topic: COMMANDS, key: `${ref.kind}:${ref.key}`, body: JSON.stringify({ format: FORMAT, command }) }
}

/** Keyed by task run: attempts of one execution run side by side. */
export function attemptMessageOf(message: AttemptMessage): Message {
  return { topic: ATTEMPTS, key: `attempt:${message.taskRunId}`, body: JSON.stringify({ format: FORMAT, message }) }
}

/** The entity that the key of a command names. Throws MR_COMMAND_UNKNOWN. */
export function refOfKey(key: string): EntityRef {
  const at = key.indexOf(':')
  if (at <= 0) throw new MillraceError('MR_COMMAND_UNKNOWN', `The key "${key.slice(0, 100)}" names no entity.`)
  return { kind: key.slice(0, at), key: key.slice(at + 1) }
}

/** What a body of this version holds under `name`. Throws MR_COMMAND_UNKNOWN. */
export function contentOf(body: string, name: string): unknown {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch (cause) {
    throw new MillraceError('MR_COMMAND_UNKNOWN', 'The message is no JSON.', { cause })
  }
  if (!isJsonObject(parsed) || parsed['format'] !== FORMAT || parsed[name] === undefined) {
    throw new MillraceError('MR_COMMAND_UNKNOWN', `The message is of no format that this version knows.`)
  }
  return parsed[name]
}

/** Throws MR_COMMAND_UNKNOWN. */
export function decodeAttempt(body: string): AttemptMessage {
  const message = contentOf(body, 'message')
  if (!isJsonObject(message) || !isJsonObject(message['task']) || !isJsonObject(message['variables'])) {
    throw new MillraceError('MR_COMMAND_UNKNOWN', 'The message is no attempt.')
  }
  const { executionId, taskRunId, attempt, namespace, flowId } = message
  const areTexts = [executionId, taskRunId, namespace, flowId].every((text) => typeof text === 'string')
  if (!areTexts || typeof attempt !== 'number')
    throw new MillraceError('MR_COMMAND_UNKNOWN', 'The attempt does not say whose it is.')
  return message as object as AttemptMessage
}

export function encodeCancels(cancels: readonly Cancel[]): string {
  return JSON.stringify(
    cancels.map(({ executionId, taskRunId, attempt, worker }) => ({ executionId, taskRunId, attempt, worker })),
  )
}

/** The answer to a worker that asks to begin an attempt which must not run twice. */
export interface Grant {
  readonly taskRunId: string
  readonly attempt: number
  readonly worker: string
  readonly isGranted: boolean
}

export function grantKey({ taskRunId, attempt, worker }: Omit<Grant, 'isGranted'>): string {
  return `${taskRunId}:${attempt}:${worker}`
}

/** Undefined for what is no list of grants. */
export function decodeGrants(body: string): readonly Grant[] | undefined {
  return listIn(body) as readonly Grant[] | undefined
}

/** Undefined for what is no list of cancels. */
export function decodeCancels(body: string): readonly Cancel[] | undefined {
  return listIn(body) as readonly Cancel[] | undefined
}

/** A list of things that each name a task run. */
function listIn(body: string): readonly object[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    if (!Array.isArray(parsed)) return undefined
    return parsed.every((item) => isJsonObject(item) && typeof item['taskRunId'] === 'string')
      ? (parsed as object[])
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
