import { expect, it } from 'vitest'
import { pause } from '../src/pause.ts'
import { VirtualTime } from './rig/virtual-clock.ts'

it('a pause lasts its time', async () => {
  const time = new VirtualTime()
  const startedAt = time.now
  await time.of(pause(time.process(), 500, new AbortController().signal))
  expect(time.now - startedAt).toBe(500)
})

it('a signal ends a pause, and one that begins after it, at once', async () => {
  const time = new VirtualTime()
  const startedAt = time.now
  const stop = new AbortController()
  const begun = pause(time.process(), 500, stop.signal)
  stop.abort()
  await time.of(begun)
  await time.of(pause(time.process(), 500, stop.signal))
  expect(time.now).toBe(startedAt)
})
