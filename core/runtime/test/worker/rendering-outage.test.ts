import { expect, it } from 'vitest'
import { echo, Rig, statesOf } from '../rig/rig.ts'

it('an attempt whose expressions cannot be looked up during an outage waits for its end, and does not fail', async () => {
  const rig = new Rig()
  rig.task('test/hold', () => new Promise((resolve) => rig.time.plan(3_000, () => resolve({}))))
  // What the reader reads is known when it runs, and looked up then; it waits for the one slot until the outage.
  const reader = echo('reader', '{{ outputs[inputs.which].value }}')
  const tasks = [{ id: 'hold', type: 'test/hold' }, reader]
  rig.flow('outage', [echo('first', 'one'), { id: 'both', type: 'core/parallel', tasks }])
  const running = await rig.start({ slots: 1, dispatch: 'joined' })
  const { id } = await rig.create(running, 'outage', { which: 'first' })
  await rig.time.pass(1_000)
  running.setUnreachable(true)
  await rig.time.pass(7_000)
  expect(rig.journal).toEqual(['first:1'])
  running.setUnreachable(false)
  const done = await rig.time.of(running.runtime.executions.waitFor(id))
  expect(statesOf(done)).toContain('reader:SUCCESS')
  expect(done.taskRunList.at(-1)?.outputs).toEqual({ value: 'one' })
  await rig.stop(running)
})
