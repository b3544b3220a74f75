// Signals that end a command: the first asks, the second does not.

import type { Terminal } from './terminal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** One Ctrl-C may come twice: from the terminal, and from what passes it on. */
const ECHO_MS = 300

/** Resolves with the first signal; the second ends the process at once. */
export function stopSignal(terminal: Terminal): Promise<(typeof SIGNALS)[number]> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (firstAt === undefined) {
          firstAt = Date.now()
          return resolve(signal)
        }
        if (Date.now() - firstAt < ECHO_MS) return
        terminal.report('Stopped at once; what was running goes on at the next start.')
        // eslint-disable-next-line unicorn/no-process-exit -- the user said so twice
        process.exit(130)
      })
    }
  })
}
