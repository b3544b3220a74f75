// The clock of a real process.

import type { Clock } from '@millrace/ports'

/** Timers of the host hold 31 bits of milliseconds; longer waits are taken in stretches. */
const LONGEST_STRETCH_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    if (delayMs <= 0) return soon(action)
    let timer: NodeJS.Timeout
    const wait = (restMs: number): void => {
      const stretchMs = Math.min(restMs, LONGEST_STRETCH_MS)
      timer = setTimeout(() => (restMs > stretchMs ? wait(restMs - stretchMs) : action()), stretchMs)
      timer.unref()
    }
    wait(delayMs)
    return () => clearTimeout(timer)
  },
}

/** In the next turn of the event loop; a timer of 0 ms would take a millisecond. */
function soon(action: () => void): () => void {
  const immediate = setImmediate(action)
  return () => clearImmediate(immediate)
}
