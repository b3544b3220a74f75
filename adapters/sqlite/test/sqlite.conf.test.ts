// The SQLite adapter passes every suite without a gap, crashes included.

import { openAdapterHarness, queueSuite, registerSuite, repositorySuite } from '@millrace/sdk-testing'
import { describe, test } from 'vitest'
import { adapter } from '../src/index.ts'

const registration = { framework: { describe, test }, subject: 'sqlite', open: () => openAdapterHarness({ adapter, options: () => ({}) }) }

registerSuite(queueSuite, registration)
registerSuite(repositorySuite, registration)
