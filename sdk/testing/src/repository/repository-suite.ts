// The suite for repositories.

import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceSuite } from '../suite.ts'
import { commitCases } from './commit-cases.ts'
import { entityCases } from './entity-cases.ts'
import { joinedCases } from './joined-cases.ts'
import { listCases } from './list-cases.ts'
import { logCases } from './log-cases.ts'
import { purgeCases } from './purge-cases.ts'
import { recordCases } from './record-cases.ts'
import { totalCases } from './total-cases.ts'

const CASES = [commitCases, joinedCases, entityCases, listCases, totalCases, purgeCases, logCases, recordCases].flat()

/** What a repository must hold; run it with `registerSuite`. */
export const repositorySuite: ConformanceSuite<AdapterHarness> = {
  name: 'repository',
  cases: CASES.toSorted((left, right) => (left.id < right.id ? -1 : 1)),
}
