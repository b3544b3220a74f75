import { describe, test } from 'vitest'
import { MemoryStorage } from '../../src/storage/memory-storage.ts'
import { storageSuite } from '../../src/storage/storage-suite.ts'
import { registerSuite } from '../../src/suite.ts'

registerSuite(storageSuite, {
  framework: { describe, test },
  subject: 'memory',
  async open() {
    const storage = new MemoryStorage({ clock: { now: () => 0 } })
    return { storage, reopen: async () => storage, [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose]() }
  },
})
