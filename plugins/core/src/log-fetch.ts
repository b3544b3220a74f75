// `core/log-fetch`: log lines of an execution as a file.

import { defineTask, Type } from '@millrace/sdk-plugin'
import type { LogEntry, LogFilter } from '@millrace/sdk-plugin'
import { logLevelSchema } from './log.ts'
import { bytesOf } from './storage/lines.ts'

function lineOf(entry: LogEntry): string {
  const { at, executionId, taskId, taskRunId, attempt, level, message, namespace, flowId } = entry
  const line = { namespace, flowId, executionId, taskId, taskRunId, attemptNumber: attempt, level, message }
  return `${JSON.stringify({ timestamp: new Date(at).toISOString(), ...line })}\n`
}

export const logFetch = defineTask({
  type: 'core/log-fetch',
  aliases: ['io.kestra.plugin.core.log.Fetch', 'io.kestra.core.tasks.log.Fetch'],
  title: 'Fetch logs',
  description: 'Writes the log lines of an execution so far to a file: one a line, as JSON.',
  properties: Type.Object({
    executionId: Type.Optional(Type.String({ title: 'Execution', description: 'This one unless told.' })),
    namespace: Type.Optional(Type.String({ title: 'Namespace', description: 'Of the execution.' })),
    flowId: Type.Optional(Type.String({ title: 'Flow', description: 'Of the execution.' })),
    tasksId: Type.Optional(Type.Array(Type.String(), { title: 'Tasks', description: 'All unless told.' })),
    level: Type.Optional(logLevelSchema),
  }),
  outputs: Type.Object({
    uri: Type.String({ title: 'URI of the file' }),
    size: Type.Integer({ title: 'Log lines' }),
  }),
  examples: [
    {
      title: 'Keep the log of an execution',
      flow: 'id: fetch-logs\nnamespace: examples\ntasks:\n  - id: say\n    type: core/log\n    message: Hello\n  - id: fetch\n    type: core/log-fetch\n',
    },
  ],
  async run({ platform, message, storage, fileUri }, { executionId, namespace, flowId, tasksId, level }) {
    const filter: LogFilter = {
      executionId: executionId ?? message.executionId,
      minLevel: level ?? 'INFO',
      ...(namespace === undefined ? {} : { namespace }),
      ...(flowId === undefined ? {} : { flowId }),
    }
    const tasks = tasksId === undefined ? undefined : new Set(tasksId)
    let size = 0
    async function* lines(): AsyncGenerator<string> {
      for await (const entry of platform.logs(filter)) {
        if (tasks !== undefined && !tasks.has(entry.taskId ?? '')) continue
        size += 1
        yield lineOf(entry)
      }
    }
    const uri = fileUri('logs.jsonl')
    await storage.put(uri, bytesOf(lines()))
    return { uri, size }
  },
})
