// The crash suite catches a commit that is not one transaction with what it publishes.

import { crashSuite, openCrashHarness, runSuite } from '@millrace/sdk-testing'
import { expect, test } from 'vitest'
import { adapter } from './fixtures/publishes-after-commit.ts'

test('an adapter that publishes after the commit fails the crash after the commit', async () => {
  const module = new URL('./fixtures/publishes-after-commit.ts', import.meta.url).href
  const open = () => openCrashHarness({ adapter, module, options: () => ({}), patienceMs: 1000 })
  const failures = await runSuite(crashSuite, { open, only: ['CR-02'] })
  expect(String(failures.get('CR-02'))).toContain('the message was sent on')
})
