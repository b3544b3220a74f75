// The log of the process: one JSON line an event, on the error stream, where it never mixes with a command's answer.

import { pino, type Logger } from 'pino'
import type { Config } from '../config/config.ts'

/** `lane` names the executor thread that speaks. */
export function createLog(level: Config['logLevel'], lane?: string): Logger {
  const base = lane === undefined ? null : { lane }
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
}
