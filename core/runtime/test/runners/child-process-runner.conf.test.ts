import { commandRunnerSuite, registerSuite } from '@millrace/sdk-testing'
import { describe, test } from 'vitest'
import { openRunner } from './open-runner.ts'

registerSuite(commandRunnerSuite, {
  framework: { describe, test },
  subject: 'child process',
  async open() {
    const runner = openRunner()
    return { runner, [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose]() }
  },
})
