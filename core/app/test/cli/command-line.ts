// Runs `millrace` as people do: as a process of its own, from the sources.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export async function millrace(
  words: readonly string[],
  options: {
    readonly cwd?: string
    readonly env?: Readonly<Record<string, string>>
    /** Text for its standard input, which is closed after it. */
    readonly input?: string
  } = {},
): Promise<Finished> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', MAIN, ...words],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    },
  )
  child.stdin.end(options.input ?? '')
  const texts = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => void (texts.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (texts.err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...texts }
}
