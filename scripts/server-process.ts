// Starts a Millrace server from the sources of this clone in a process of its own, and stops it again.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../core/app/src/cli/main.ts', import.meta.url))
const NODE_FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning']

export interface ServerOptions {
  /** Arguments after `server standalone`; a free port is taken unless they say otherwise. */
  readonly arguments: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
}

export interface ServerProcess {
  readonly url: string
  readonly process: ChildProcess
  /** What it printed so far, for when something goes wrong. */
  output(): string
  /** Ends it and waits until it is gone; SIGTERM unless told. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Resolves when the server listens. Rejects with what it printed when it ends before. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const words = ['server', 'standalone', '--port', '0', ...options.arguments]
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...words], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
  })
  let printed = ''
  const ended = once(child, 'close')
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-200_000)
      const found = /listens on (http:\/\/[^\s,]+)/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(() => reject(new Error(`The server ended before it listened:\n${printed}`)), reject)
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return { url: await url, process: child, output: () => printed, stop }
}
