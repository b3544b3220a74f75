import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/process/clock.ts'
import { createIds } from '../../src/process/ids.ts'

describe('the clock of the process', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('calls once, after the delay and no earlier', () => {
    const action = vi.fn<() => void>()
    systemClock.after(100, action)
    vi.advanceTimersByTime(99)
    expect(action).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(action).toHaveBeenCalledTimes(1)
  })

  it('waits longer than a timer of the host can', () => {
    const days = 60 * 86_400_000
    const action = vi.fn<() => void>()
    systemClock.after(days, action)
    vi.advanceTimersByTime(days - 1)
    expect(action).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(action).toHaveBeenCalledTimes(1)
  })

  it.each([0, 100, 60 * 86_400_000])('never calls what was cancelled (%d ms)', (delayMs) => {
    const action = vi.fn<() => void>()
    systemClock.after(delayMs, action)()
    vi.advanceTimersByTime(2 * delayMs + 1)
    expect(action).not.toHaveBeenCalled()
  })
})

describe('ids of the process', () => {
  it('sort by time and differ', () => {
    let now = 1_700_000_000_000
    const ids = createIds({ clock: { now: () => now, after: systemClock.after } })
    const made = Array.from({ length: 3_000 }, () => {
      now += 1
      return ids.next()
    })
    expect(new Set(made).size).toBe(3_000)
    expect(made.toSorted()).toEqual(made)
    expect(made[0]).toMatch(/^[0-9A-Za-z]{22}$/)
  })
})
