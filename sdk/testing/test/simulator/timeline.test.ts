import { describe, expect, it } from 'vitest'
import { Timeline } from '../../src/simulator/world/timeline.ts'

describe('virtual time', () => {
  it('jumps to the next event, and lets all promises go on before the one after it', async () => {
    const timeline = new Timeline(1_000)
    const seen: string[] = []
    timeline.plan(
      50,
      () =>
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => seen.push(`first at ${timeline.now}`)),
    )
    timeline.plan(50, () => seen.push(`second at ${timeline.now}`))
    expect(await timeline.step()).toBe(true)
    expect(seen).toEqual(['first at 1050'])
    await timeline.step()
    expect(seen).toEqual(['first at 1050', 'second at 1050'])
    expect(await timeline.step()).toBe(false)
  })

  it('does not do what was taken back', async () => {
    const timeline = new Timeline(0)
    let isDone = false
    const takeBack = timeline.plan(5, () => (isDone = true))
    takeBack()
    await timeline.step()
    expect(isDone).toBe(false)
  })
})
