// Executor lanes in worker threads: each runs this composition with the one role, on connections of its own.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { messageOf, MillraceError } from '@millrace/model'
import type { Config } from './config/config.ts'
import type { Log } from './tokens.ts'

/** What a lane thread is told and tells. */
export type LaneOrder = 'stop'
export type LaneReport = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly message: string }
export interface LaneStart {
  readonly config: Config
  readonly name: string
}

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './lane-thread.ts' : './lane-thread.js', import.meta.url)

/** Resolves when all of them work. A lane that dies is started again. */
export async function startLanes(config: Config, count: number, log: Log): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack()
  for (let index = 1; index <= count; index += 1) starting.use(await startLane({ config, name: `lane-${index}` }, log))
  const running = starting.move()
  return { [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function startLane(start: LaneStart, log: Log): Promise<AsyncDisposable> {
  let isStopping = false
  let current = await launch(start)
  const watch = (thread: Worker): void => {
    thread.once('exit', () => {
      if (isStopping) return
      log.error({ lane: start.name }, 'A lane ended and is started again.')
      launch(start).then(
        (next) => watch((current = next)),
        (error: unknown) => log.error({ lane: start.name, error: messageOf(error) }, 'A lane could not be started.'),
      )
    })
  }
  watch(current)
  return {
    [Symbol.asyncDispose]: async () => {
      isStopping = true
      const exited = once(current, 'exit')
      current.postMessage('stop' satisfies LaneOrder)
      await exited
    },
  }
}

/** Rejects with MR_INTERNAL and what the thread said when it ends before it is ready. */
async function launch(start: LaneStart): Promise<Worker> {
  const thread = new Worker(ENTRY, { workerData: start, execArgv: sourceFlags(), name: start.name })
  const report = await new Promise<LaneReport>((resolve) => {
    thread.once('message', resolve)
    thread.once('error', (error) => resolve({ kind: 'failed', message: messageOf(error) }))
    thread.once('exit', () => resolve({ kind: 'failed', message: 'it ended before it was ready' }))
  })
  if (report.kind === 'ready') return thread
  await thread.terminate()
  throw new MillraceError('MR_INTERNAL', `The executor ${start.name} did not start: ${report.message}.`)
}

/** A thread of an unbuilt process is unbuilt too. */
function sourceFlags(): string[] {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'))
  const isSource = import.meta.url.endsWith('.ts') && !flags.includes('--conditions=source')
  return isSource ? [...flags, '--conditions=source'] : flags
}
