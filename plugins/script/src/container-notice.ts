// Flows may ask for a container; scripts here run as processes of the worker, and the log says so.

import type { AttemptContext } from '@millrace/sdk-plugin'
import type { ScriptProperties } from './script-properties.ts'

/** What a flow names, in words; undefined when it asks for nothing but a process. */
function askedContainer(
  type: string,
  { taskRunner, containerImage, docker, runner }: ScriptProperties,
): string | undefined {
  const wanted = taskRunner?.type
  if (wanted !== undefined) return /(^|\.)process$/i.test(wanted) ? undefined : `the task runner ${wanted}`
  if (runner === 'PROCESS') return undefined
  if (containerImage !== undefined) return `the container image ${containerImage}`
  if (docker !== undefined || runner === 'DOCKER') return 'a Docker container'
  // Under these names a container is the default elsewhere.
  return type.startsWith('io.kestra.') ? 'no task runner, which elsewhere means a container' : undefined
}

export function noteContainer(context: Pick<AttemptContext, 'log' | 'message'>, properties: ScriptProperties): void {
  const asked = askedContainer(context.message.task.type, properties)
  if (asked === undefined) return
  context.log('INFO', `The task names ${asked}: it runs as a process of the worker, with the programs found there.`)
}
