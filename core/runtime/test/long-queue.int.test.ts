// Recovery on a queue of a size that makes amplification show; seconds, not milliseconds.

import { describe, expect, it } from 'vitest'
import { echo, Rig } from './rig/rig.ts'

const JOINED = { dispatch: 'joined' } as const

describe('recovery', () => {
  it('attempts that wait in a long queue are not sent again, however often it is swept', async () => {
    const rig = new Rig()
    const attempts = 200_000
    const values = JSON.stringify(Array.from({ length: attempts / 20 }, (_, index) => String(index)))
    rig.flow('wide', [{ id: 'each', type: 'core/for-each', values, concurrencyLimit: 0, tasks: [echo('turn')] }])
    const running = await rig.start({ ...JOINED, roles: ['executor', 'scheduler'], capabilities: { isShared: true } })
    for (let count = 0; count < 20; count += 1) await rig.create(running, 'wide')
    await rig.time.until(async () => (await running.queue.depth('attempts', 'worker')) >= attempts)
    const dead = await rig.start({ ...JOINED, roles: ['executor'], capabilities: { isShared: true } })
    dead.crash()
    await rig.time.pass(10 * 3_300)
    expect(await running.queue.depth('attempts', 'worker')).toBe(attempts)
    await rig.stop(running)
  }, 60_000)
})
