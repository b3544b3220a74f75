import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newTable, type ExecutionState, type TaskRun } from '@millrace/engine'
import type { ExecutionId, TaskRunId } from '@millrace/model'
import { encodeExecution } from '../../src/executor/execution-codec.ts'
import { decodeExecution } from '../../src/executor/execution-decoder.ts'

function stateOf(count: number, text: string): ExecutionState {
  const table = newTable(true)
  for (let order = 0; order < count; order += 1) {
    const run: TaskRun = {
      id: `run-${order}` as TaskRunId,
      taskId: 'task',
      order,
      lane: 0,
      phase: 'main',
      attempts: [],
      state: order % 3 === 0 ? 'RUNNING' : 'SUCCESS',
      history: [{ state: 'CREATED', at: order }],
      outputs: { text },
      ...(order % 5 === 0 ? { dueAt: 1_000 + order } : {}),
    }
    table.runs.set(run.id, run)
  }
  table.values.set('run-0' as TaskRunId, ['a', text])
  const id = 'execution' as ExecutionId
  return {
    header: {
      id,
      namespace: 'n',
      flowId: 'f',
      flowRevision: 1,
      state: 'RUNNING',
      history: [{ state: 'CREATED', at: 0 }],
      labels: [],
      inputs: { text },
      originalId: id,
      createdAt: 0,
      attemptNumber: 1,
      taskRunCount: count,
      liveCount: 1,
      kills: 0,
      pauses: 0,
    },
    table,
  }
}

const NOTHING = { runs: new Set<TaskRunId>(), values: new Set<TaskRunId>(), removed: new Set<TaskRunId>() }

describe('the stored form of an execution', () => {
  it('gives back what was stored, whole or in parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.string({ unit: 'binary' }), (count, text) => {
        const state = stateOf(count, text)
        const { body, parts, isSplit } = encodeExecution(state, NOTHING, false)
        const read = decodeExecution({ ref: { kind: 'execution', key: 'execution' }, version: 1, body, parts }, 'all')
        expect(isSplit).toBe(count > 20)
        expect(read.isSplit).toBe(isSplit)
        expect(read.state).toEqual(state)
      }),
    )
  })

  it('writes no more parts than were changed, once it is in parts', () => {
    const state = stateOf(50, 'x')
    const changed = { ...NOTHING, runs: new Set(['run-3' as TaskRunId]) }
    expect(encodeExecution(state, changed, true).parts.map((part) => part.key)).toEqual(['run-3'])
  })

  it('is due when the first of its waits is, as long as it is whole', () => {
    expect(encodeExecution(stateOf(12, 'x'), NOTHING, false).dueAt).toBe(1_000)
    expect(encodeExecution(stateOf(30, 'x'), NOTHING, false).parts.find((part) => part.key === 'run-5')?.dueAt).toBe(
      1_005,
    )
  })

  it('is corrupt where it is anything else, and says so', () => {
    const stored = { ref: { kind: 'execution', key: 'execution' }, version: 1, parts: [] }
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (body) => {
        expect(() => decodeExecution({ ...stored, body }, 'none')).toThrow(
          expect.objectContaining({ code: 'MR_EXECUTION_CORRUPT' }),
        )
      }),
    )
  })
})
