import { expect, it } from 'vitest'
import { BackOff } from '../../src/timers/back-off.ts'
import { VirtualTime } from '../rig/virtual-clock.ts'

it('what fails again and again rests twice as long each time, at most a minute', async () => {
  const time = new VirtualTime()
  const backOff = new BackOff(time.process())
  for (const restMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    backOff.failed('a')
    await time.pass(restMs - 1)
    expect(backOff.isResting('a')).toBe(true)
    await time.pass(1)
    expect(backOff.isResting('a')).toBe(false)
  }
})

it('what works begins anew', async () => {
  const time = new VirtualTime()
  const backOff = new BackOff(time.process())
  backOff.failed('a')
  backOff.failed('a')
  backOff.worked('a')
  expect(backOff.isResting('a')).toBe(false)
  backOff.failed('a')
  await time.pass(1_000)
  expect(backOff.isResting('a')).toBe(false)
})

it('things that never come back do not pile up', async () => {
  const time = new VirtualTime()
  const backOff = new BackOff(time.process())
  for (let count = 0; count < 1_000; count += 1) {
    backOff.failed(`execution ${count}`)
    await time.pass(1_000)
  }
  expect(backOff.size).toBeLessThan(70)
})
