// The clock of a real process.

import type { Clock } from '@millrace/ports'

/** Timers of the host hold 31 bits of milliseconds; longer waits are taken in stretches. */
const LONGEST_STRETCH_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    let timer: NodeJS.Timeout
    const wait = (restMs: number): void => {
      const stretchMs = Math.min(restMs, LONGEST_STRETCH_MS)
      timer = setTimeout(() => (restMs > stretchMs ? wait(restMs - stretchMs) : action()), stretchMs)
      timer.unref()
    }
    wait(Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
}
