// Secrets: named values that never enter stored state, logs or messages.

import { token } from './token.ts'

export interface Secrets {
  /** Undefined when there is none. */
  get(namespace: string, key: string): Promise<string | undefined>
}
export const Secrets = token<Secrets>('Secrets')
