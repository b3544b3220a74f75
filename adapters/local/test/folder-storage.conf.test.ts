import { describe, test } from 'vitest'
import { registerSuite, storageSuite } from '@millrace/sdk-testing'
import { openLocal } from './open-local.ts'

registerSuite(storageSuite, {
  framework: { describe, test },
  subject: 'local folder',
  async open() {
    const local = await openLocal()
    return {
      storage: local.storage,
      reopen: () => local.reopen(),
      [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
    }
  },
})
