// The SQLite adapter passes every suite without a gap, crashes included.

import {
  crashSuite,
  openAdapterHarness,
  openCrashHarness,
  queueSuite,
  registerSuite,
  repositorySuite,
} from '@millrace/sdk-testing'
import { describe, test } from 'vitest'
import { adapter } from '../src/index.ts'

const framework = { describe, test }
const settings = { adapter, options: () => ({}), module: new URL('../src/index.ts', import.meta.url).href }
const registration = { framework, subject: 'sqlite', open: () => openAdapterHarness(settings) }

registerSuite(queueSuite, registration)
registerSuite(repositorySuite, registration)
registerSuite(crashSuite, { framework, subject: 'sqlite', open: () => openCrashHarness(settings) })
