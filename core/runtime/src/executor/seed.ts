// Seeds for jitter and random functions: the same command of the same execution gives the same number, on any executor.

import type { ExecutionCommand } from '@millrace/engine'

/** An integer below 2^32 (FNV-1a, public domain). */
export function seedOf(id: string, identity: string): number {
  return mix(mix(0x811c9dc5, id), identity) >>> 0
}

function mix(start: number, text: string): number {
  let hash = start
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}

/** What makes a command this one and no other. */
export function seedText(command: ExecutionCommand): string {
  const taskRunId = 'taskRunId' in command ? command.taskRunId : undefined
  return `${command.kind}/${taskRunId ?? ''}/${'attempt' in command ? command.attempt : ''}`
}
