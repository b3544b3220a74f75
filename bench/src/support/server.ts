// A server in a process of its own, started through the command line as a user starts it.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const LISTENS = /listens on (http:\/\/\S+?),/
const READY_WITHIN_MS = 30_000

export interface BenchServer extends AsyncDisposable {
  readonly url: string
  /** From the start of the process to the first healthy answer. */
  readonly readyAfterMs: number
  /** Where its database is. */
  readonly folder: string
  /** Resident memory. */
  memoryBytes(): number
  /** A gauge or counter of `/metrics`. */
  metric(name: string): Promise<number>
}

export interface ServerOptions {
  /** A folder of its own is made below it. */
  readonly directory: string
  /** An existing data folder instead. */
  readonly folder?: string
}

/** Rejects when the server does not become healthy. */
export async function startServer({ directory, folder: given }: ServerOptions): Promise<BenchServer> {
  const folder = given ?? mkdtempSync(join(directory, 'server-'))
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'core/app/src/cli/main.ts'),
      'server',
      'standalone',
      '--port',
      '0',
      '--data',
      folder,
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { NODE_COMPILE_CACHE: join(ROOT, '.cache/compile'), ...process.env },
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
    if (given === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const url = await urlOf(child.stdout)
    const health = await fetch(`${url}/health`)
    if (!health.ok) throw new TypeError(`the server is not healthy: ${await health.text()}`)
    return {
      url,
      folder,
      readyAfterMs: performance.now() - startedAt,
      memoryBytes: () => residentBytes(child.pid ?? 0),
      metric: async (name) => metricIn(await (await fetch(`${url}/metrics`)).text(), name),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new TypeError(`the server did not start: ${text}`)), READY_WITHIN_MS)
    output.on('data', (data: Buffer) => {
      text += data.toString()
      const [, url] = LISTENS.exec(text) ?? []
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    output.once('end', () => reject(new TypeError(`the server ended: ${text}`)))
  })
}

function residentBytes(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

function metricIn(text: string, name: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return line === undefined ? Number.NaN : Number(line.slice(line.lastIndexOf(' ')))
}
