// Random retry policies, and what they allow, told apart from the engine's own reading of them.

import type { Retry } from '@millrace/model'
import type { Random } from '../world/random.ts'

export function retryOf(random: Random): Retry {
  const maxAttempts = random.between(1, 4)
  const warning = random.chance(0.2) ? { warningOnRetry: true } : {}
  switch (random.pick(['constant', 'exponential', 'random'])) {
    case 'constant':
      return { type: 'constant', interval: `PT${random.between(1, 30) / 10}S`, maxAttempts, ...warning }
    case 'exponential':
      return {
        type: 'exponential',
        interval: 'PT0.5S',
        maxInterval: 'PT3S',
        delayFactor: random.between(2, 3),
        maxAttempts,
        ...warning,
      }
    case 'random':
      return { type: 'random', minInterval: 'PT0.3S', maxInterval: 'PT2S', maxAttempts, ...warning }
  }
}

/** The shortest and the longest wait after attempt number `attempt`, in milliseconds. */
export function allowedDelay(retry: Retry, attempt: number): { readonly least: number; readonly most: number } {
  switch (retry.type) {
    case 'constant': {
      const interval = secondsOf(retry.interval)
      return { least: interval, most: interval }
    }
    case 'exponential': {
      let delay = secondsOf(retry.interval)
      for (let turn = 1; turn < attempt; turn += 1) delay *= retry.delayFactor ?? 2
      const capped = Math.min(delay, secondsOf(retry.maxInterval))
      return { least: capped, most: capped }
    }
    case 'random':
      return { least: secondsOf(retry.minInterval), most: secondsOf(retry.maxInterval) }
  }
}

/** The grammar writes durations in seconds alone. */
function secondsOf(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : Number(text.slice(2, -1)) * 1000
}
