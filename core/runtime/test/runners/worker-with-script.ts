// A worker in a process of its own whose script starts more processes, one of them in a group of its own.

import { openTestAttempt } from '@millrace/sdk-testing'
import { openRunner } from './open-runner.ts'

const attempt = await openTestAttempt()
const definition = {
  type: 'test/shell',
  title: 'A shell script',
  properties: {},
  command: () =>
    ({
      argv: ['/bin/sh', '-c', 'echo $$; sleep 1000 & echo $!; setsid sh -c "echo \\$\\$; exec sleep 1000" & wait'],
      environment: {},
      inputFiles: {},
      outputFiles: [],
    }) as const,
}
const job = attempt.job(definition)
const context = { ...job.context, log: (_level: string, line: string) => void process.stdout.write(`${line}\n`) }
await openRunner().run({ ...job, context })
