// The net has no holes that we know of: each bug that is planted on purpose is caught, by name, within a thousand seeds.

import { expect, it } from 'vitest'
import { SABOTAGES } from '../../src/simulator/mutants/sabotages.ts'
import type { InvariantName } from '../../src/simulator/invariants/names.ts'
import { simulate, type SimulationReport } from '../../src/simulator/simulate.ts'
import type { Sabotage } from '../../src/simulator/world/sabotage.ts'

async function firstCaught(sabotage: Sabotage): Promise<SimulationReport | undefined> {
  for (let seed = 1; seed <= 1_000; seed += 1) {
    const report = await simulate({ seed, sabotage })
    if (report.violation !== undefined) return report
  }
  return undefined
}

/** What may catch each of them first. */
const CAUGHT_BY: Readonly<Record<string, readonly InvariantName[]>> = {
  'end of an old attempt accepted': ['I4', 'I11', 'I14'],
  'version not checked': ['I3', 'I2'],
  'publish lost after commit': ['ends'],
  'acknowledged before commit': ['ends'],
  'timer lost on restart': ['ends'],
  'retry counted twice': ['I4', 'I11'],
  'kill misses a grandchild': ['kill'],
  '`finally` runs twice': ['I2', 'I7'],
  'parent ends before its last child': ['I7'],
  'restart runs a succeeded task again': ['I8', 'I2'],
  'Dag starts before a dependency': ['I7'],
  'LoopUntil counts a turn twice': ['I14'],
  'two executors dispatch the same child': ['I7', 'once'],
}

it('every planted bug is told by which invariant it is caught', () => {
  expect(SABOTAGES.map(({ name }) => name).sort()).toEqual(Object.keys(CAUGHT_BY).sort())
})

it.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))('%s: caught', async (name, sabotage) => {
  const caught = await firstCaught(sabotage)
  expect(caught?.violation?.invariant).toBeOneOf([...(CAUGHT_BY[name] ?? [])])
  expect((await simulate({ seed: caught?.seed ?? 0 })).violation).toBeUndefined()
})
