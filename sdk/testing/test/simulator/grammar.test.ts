import { describe, expect, it } from 'vitest'
import { compileFlow } from '@millrace/engine'
import { indexFlow } from '../../src/simulator/flows/flow-index.ts'
import { generateFlow } from '../../src/simulator/flows/grammar.ts'
import { Random } from '../../src/simulator/world/random.ts'

const flows = Array.from({ length: 300 }, (_, seed) => generateFlow(new Random(seed, 'flow'), 'flow').flow)

describe('random flows', () => {
  it('have every kind of task, every handler and every trait, also inside each other', () => {
    const text = JSON.stringify(flows)
    const kinds = ['core/sequential', 'core/parallel', 'core/if', 'core/for-each', 'core/sleep', 'simulated/act']
    const later = ['switch', 'dag', 'allow-failure', 'loop-until', 'pause', 'exit', 'labels', 'set-variables']
    kinds.push(...later.map((kind) => `core/${kind}`))
    const traits = [
      '"errors"',
      '"finally"',
      '"retry"',
      '"timeout"',
      '"runIf"',
      '"disabled"',
      '"allowFailure"',
      '"allowWarning"',
      '[taskrun.value]',
    ]
    for (const word of [...kinds, ...traits]) expect(text).toContain(word)
  })

  it('have tasks with ids of their own, and the places that the engine gives them', () => {
    for (const flow of flows) {
      const plan = compileFlow(flow, { defaults: [] })
      const index = indexFlow(flow)
      expect([...index.keys()].sort()).toEqual([...plan.tasks.keys()].sort())
      for (const [id, { parentId, list, position }] of index) {
        expect(plan.tasks.get(id)).toMatchObject({ phase: list, position })
        expect(plan.tasks.get(id)?.parent?.id).toBe(parentId)
      }
    }
  })
})
