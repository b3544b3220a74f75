// Five thousand histories of the real runtime with faults. Each seed is one: the flows, the cluster, what strikes it when.

import { describe, expect, it } from 'vitest'
import { simulate, type SimulationReport } from '../../src/simulator/simulate.ts'
import { TOPOLOGIES } from '../../src/simulator/world/faults.ts'

const SEEDS = process.env['MILLRACE_TEST_LONG'] === '1' ? 50_000 : 5_000
const CHUNK = 250

function verdictOf({ seed, violation }: SimulationReport): string | undefined {
  if (violation === undefined) return undefined
  const replay = `npm run --silent simulate -- --seed ${seed}`
  return `seed ${seed}: ${violation.invariant}: ${violation.what}\nReplay it with: ${replay}`
}

describe('whatever strikes the runtime, every invariant holds', () => {
  const topologies = new Map<string, number>()
  let executions = 0
  let compared = 0

  const chunks = Array.from({ length: SEEDS / CHUNK }, (_, index) => index * CHUNK + 1)
  it.each(chunks)('from seed %i on', async (first) => {
    for (let seed = first; seed < first + CHUNK; seed += 1) {
      const report = await simulate({ seed })
      expect(verdictOf(report)).toBeUndefined()
      topologies.set(report.plan.topology, (topologies.get(report.plan.topology) ?? 0) + 1)
      executions += report.executions
      compared += report.compared
    }
  })

  it('in every topology, and mostly with results to compare', () => {
    expect([...topologies.keys()].sort()).toEqual([...TOPOLOGIES].sort())
    // The others were killed.
    expect(compared).toBeGreaterThan(executions * 0.7)
  })
})

describe('a seed', () => {
  it('gives the same history each time, and another seed another', async () => {
    const hashes = new Set<string>()
    for (let seed = 1; seed <= 50; seed += 1) {
      const { hash } = await simulate({ seed })
      expect((await simulate({ seed })).hash).toBe(hash)
      hashes.add(hash)
    }
    expect(hashes.size).toBe(50)
  })
})
