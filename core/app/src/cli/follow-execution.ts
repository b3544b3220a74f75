// Follows an execution in the terminal until it has ended: its documents as they change, its log lines as they come.

import type { ExecutionDocument, LogEntry } from '@millrace/model'
import { LogTail } from '@millrace/runtime'
import type { Application } from '../application.ts'
import type { FollowPrinter } from './render/follow.ts'

/** How often log lines are looked for while no state changes. */
const LOOK_MS = 200

/** Gives the last document. */
export async function followExecution(
  application: Application,
  id: string,
  printer: FollowPrinter,
): Promise<ExecutionDocument> {
  const tail = new LogTail(application.repository.logs, { executionId: id })
  let latest: ExecutionDocument | undefined
  let shown: Promise<void> = Promise.resolve()
  const show = (): Promise<void> => {
    shown = shown.then(async () => {
      const document = latest
      const logs: LogEntry[] = []
      for await (const entry of tail.read()) logs.push(entry)
      if (document !== undefined) printer.update(document, logs)
    })
    return shown
  }
  // Also keeps the process alive while everything waits.
  const looks = setInterval(() => void show().catch(() => clearInterval(looks)), LOOK_MS)
  try {
    for await (const document of application.executions.follow(id)) {
      latest = document
      await show()
    }
    const last = await application.executions.document(id)
    latest = last
    await show()
    printer.end(last)
    return last
  } finally {
    clearInterval(looks)
  }
}
