// A task runner of a plugin: where attempts of tasks run that name it in `runsOn`.

import type { TaskRunner } from '@millrace/ports'

/** Describes a task runner; it passes the task-runner suite of `@millrace/sdk-testing`. */
export function defineTaskRunner(definition: TaskRunner): TaskRunner {
  return definition
}
