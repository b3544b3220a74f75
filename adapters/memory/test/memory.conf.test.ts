// The memory adapter passes every suite without a gap.

import { openAdapterHarness, queueSuite, registerSuite, repositorySuite } from '@millrace/sdk-testing'
import { describe, test } from 'vitest'
import { adapter } from '../src/index.ts'

const registration = {
  framework: { describe, test },
  subject: 'memory',
  open: () => openAdapterHarness({ adapter, options: ({ name }) => ({ store: name }) }),
}

registerSuite(queueSuite, registration)
registerSuite(repositorySuite, registration)
