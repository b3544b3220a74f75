// The log of the process: one JSON line an event, on the error stream, where it never mixes with a command's answer.

import { pino, type Logger } from 'pino'
import type { Config } from '../config/config.ts'

export function createLog(level: Config['logLevel']): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
}
