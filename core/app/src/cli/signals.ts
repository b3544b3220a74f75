// Signals that end a command: the first asks, the second does not.

import type { Terminal } from './terminal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the first signal; the second ends the process at once. */
export function stopSignal(terminal: Terminal): Promise<(typeof SIGNALS)[number]> {
  return new Promise((resolve) => {
    let count = 0
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        count += 1
        if (count === 1) return resolve(signal)
        terminal.report('Stopped at once; what was running goes on at the next start.')
        // eslint-disable-next-line unicorn/no-process-exit -- the user said so twice
        process.exit(130)
      })
    }
  })
}
