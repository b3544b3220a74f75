// How event streams of this server behave.

import type { ServerDeps } from '../deps.ts'
import type { EventStreamOptions } from '../stream.ts'

export function streamOptions({ clock, log, options = {} }: ServerDeps): EventStreamOptions {
  return { clock, log, heartbeatMs: options.heartbeatMs ?? 15_000, stallMs: options.stallMs ?? 30_000 }
}
