// The child-process runner on the real clock, with a short grace.

import type { Clock } from '@millrace/ports'
import { ChildProcessRunner } from '../../src/runners/child-process-runner.ts'

const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export function openRunner(options: { readonly graceMs?: number } = {}): ChildProcessRunner {
  return new ChildProcessRunner({ clock: realClock, graceMs: options.graceMs ?? 300 })
}
