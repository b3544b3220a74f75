// The suite for task runners that run commands.

import type { ConformanceSuite } from '../suite.ts'
import { commandEndCases } from './command-end-cases.ts'
import { commandFileCases } from './command-file-cases.ts'
import { commandOutputCases } from './command-output-cases.ts'
import type { TaskRunnerHarness } from './harness.ts'

/** What a task runner for commands must hold, where `/bin/sh` and the usual programs exist; run it with `registerSuite`. */
export const commandRunnerSuite: ConformanceSuite<TaskRunnerHarness> = {
  name: 'task runner for commands',
  cases: [...commandEndCases, ...commandOutputCases, ...commandFileCases],
}
