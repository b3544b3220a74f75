// Attempts that nobody waits for any more: killed where the kill was not heard, or delivered once more after it.

import { describe, expect, it } from 'vitest'
import type { ExecutionDocument, JsonObject } from '@millrace/model'
import { Rig, type RunningProcess } from '../rig/rig.ts'

const OPTIONS = { dispatch: 'joined', repeatStartMs: 10_000 } as const

async function hanging(): Promise<{ rig: Rig; running: RunningProcess; created: ExecutionDocument }> {
  const rig = new Rig()
  rig.task('test/hang', (context) => {
    rig.journal.push('began')
    return new Promise((_resolve, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason as Error))
    })
  })
  rig.flow('hang', [{ id: 'hang', type: 'test/hang' }])
  const running = await rig.start(OPTIONS)
  const { id } = await rig.create(running, 'hang')
  await rig.time.pass(1_000)
  return { rig, running, created: await running.runtime.executions.document(id) }
}

function publish({ queue }: RunningProcess, topic: string, key: string, body: JsonObject): Promise<void> {
  return queue.publish([{ topic, key, body: JSON.stringify({ format: 1, ...body }) }])
}

describe('an attempt that nobody waits for', () => {
  it('is stopped when it says again that it runs, where the kill was not heard', async () => {
    const { rig, running, created } = await hanging()
    running.setMute(true)
    await rig.time.of(running.runtime.executions.kill(created.id))
    const end = {
      taskRunId: created.taskRunList[0]?.id ?? '',
      attempt: 1,
      startedAt: 0,
      at: 1,
      worker: 'another',
      state: 'KILLED',
    }
    await publish(running, 'commands', `execution:${created.id}`, { command: { kind: 'attempt-ended', ...end } })
    expect((await rig.time.of(running.runtime.executions.waitFor(created.id))).state.current).toBe('KILLED')
    expect(running.runtime.load().slotsInUse).toBe(1)
    running.setMute(false)
    await rig.time.until(() => running.runtime.load().slotsInUse === 0, 15_000)
    await rig.stop(running)
  })

  it('does not begin when its message comes once more after the kill', async () => {
    const { rig, running, created } = await hanging()
    await rig.time.of(running.runtime.executions.kill(created.id))
    await rig.time.of(running.runtime.executions.waitFor(created.id))
    const message = {
      executionId: created.id,
      taskRunId: created.taskRunList[0]?.id ?? '',
      attempt: 1,
      namespace: 'test',
      flowId: 'hang',
      flowRevision: 1,
      task: { id: 'hang', type: 'test/hang' },
      variables: {},
      open: false,
      dispatchedAt: 0,
    }
    await publish(running, 'attempts', `attempt:${message.taskRunId}`, { message })
    await rig.time.until(async () => (await running.queue.depth('attempts', 'worker')) === 0)
    expect(rig.journal).toEqual(['began'])
    await rig.stop(running)
  })
})
