import { functionRunnerSuite, registerSuite } from '@millrace/sdk-testing'
import { describe, test } from 'vitest'
import { EventLoopRunner } from '../../src/runners/event-loop-runner.ts'

registerSuite(functionRunnerSuite, {
  framework: { describe, test },
  subject: 'event loop',
  open: async () => ({ runner: new EventLoopRunner(), [Symbol.asyncDispose]: async () => {} }),
})
