// The suite for storages.

import type { ConformanceSuite } from '../suite.ts'
import { folderCases } from './folder-cases.ts'
import type { StorageHarness } from './harness.ts'
import { nameCases } from './name-cases.ts'
import { writeCases } from './write-cases.ts'

/** What a storage must hold; run it with `registerSuite`. */
export const storageSuite: ConformanceSuite<StorageHarness> = {
  name: 'storage',
  cases: [...writeCases, ...nameCases, ...folderCases],
}
