// Asks for a load on a server from another process.

import { spawn } from 'node:child_process'
import { join } from 'node:path'

interface Target {
  readonly url: string
  /** What is posted, with query. */
  readonly path: string
}

export type LoadSpec = Target &
  (
    | { readonly kind: 'closed'; readonly count: number; readonly inFlight: number }
    | { readonly kind: 'open'; readonly perMinute: number; readonly seconds: number }
  )

export interface LoadResult {
  readonly perSecond: number
  /** From the time at which a request was due to the end of its execution. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** All that was created in the window ended within 1 s after it, and the backlog did not grow over its last third. */
  readonly hasKeptUp: boolean
}

/** Rejects when the load fails: an answer that is none, an execution that does not succeed. */
export function runLoad(spec: LoadSpec): Promise<LoadResult> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'http-load.ts'),
      JSON.stringify(spec),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(text) as LoadResult)
      else reject(new TypeError(`the load ended with ${code}`))
    })
  })
}
