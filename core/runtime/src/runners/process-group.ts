// A program in a process group of its own. When `runProcessGroup` resolves, no process of the group is alive.

import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { MillraceError } from '@millrace/model'
import type { Clock } from '@millrace/ports'
import { readLines } from './line-splitter.ts'
import type { OrphanGuard } from './orphan-guard.ts'
import { hasLiveProcess } from './process-table.ts'
import type { OutputStream } from './script-output.ts'

/** How long the output of a process that left the group is still read after the end. */
const DRAIN_MS = 1000
const GONE_POLL_MS = 2
const GONE_LIMIT = 250

export interface ProcessGroupOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly directory: string
  readonly signal: AbortSignal
  /** Between SIGTERM and SIGKILL when the signal aborts. */
  readonly graceMs: number
  readonly clock: Clock
  readonly guard: OrphanGuard
  readonly onLine: (stream: OutputStream, line: string) => void
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** False when the group has no process left. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch (thrown) {
    // EPERM: what is left runs as another user and cannot be reached.
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ESRCH' || thrown.code === 'EPERM'))
      return false
    throw thrown
  }
}

async function endGroup(group: number): Promise<void> {
  for (let turn = 0; turn < GONE_LIMIT && signalGroup(group, 'SIGKILL'); turn += 1) {
    if (!(await hasLiveProcess(group))) return
    await delay(GONE_POLL_MS)
  }
}

function start(options: ProcessGroupOptions): Child {
  return spawn(options.program, options.args, {
    cwd: options.directory,
    env: options.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function exitCodeOf(child: Child): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new MillraceError('MR_TASK_FAILED', `The program could not be started: ${cause.message}`, { cause }))
    })
    // As shells tell it: 128 and the number of the signal.
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

/** SIGTERM to the group when the signal aborts, SIGKILL after the grace; the result takes that back. */
function endOnAbort(group: number, options: ProcessGroupOptions): () => void {
  const stops: (() => void)[] = []
  const onAbort = () => {
    signalGroup(group, 'SIGTERM')
    stops.push(options.clock.after(options.graceMs, () => signalGroup(group, 'SIGKILL')))
  }
  options.signal.addEventListener('abort', onAbort, { once: true })
  if (options.signal.aborted) onAbort()
  stops.push(() => options.signal.removeEventListener('abort', onAbort))
  return () => stops.forEach((stop) => stop())
}

async function readOutput(child: Child, options: ProcessGroupOptions): Promise<void> {
  await Promise.all([
    readLines(child.stdout, (line) => options.onLine('stdout', line)),
    readLines(child.stderr, (line) => options.onLine('stderr', line)),
  ])
}

/** A process that left the group may hold the pipes open for ever. */
async function drained(child: Child, reading: Promise<void>, clock: Clock): Promise<void> {
  const stop = clock.after(DRAIN_MS, () => {
    child.stdout.destroy()
    child.stderr.destroy()
  })
  try {
    await reading
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw thrown
  } finally {
    stop()
  }
}

/**
 * Runs a program to its end and gives its exit code. Whatever of its group is alive then is killed. Rejects with
 * MR_TASK_FAILED when it cannot be started.
 */
export async function runProcessGroup(options: ProcessGroupOptions): Promise<number> {
  const child = start(options)
  const exited = exitCodeOf(child)
  const group = child.pid
  if (group === undefined) return exited
  options.guard.add(group)
  const stopWatching = endOnAbort(group, options)
  const reading = readOutput(child, options)
  // Nobody reads any more, so the group ends; `drained` gives the error.
  reading.catch(() => signalGroup(group, 'SIGKILL'))
  try {
    const exitCode = await exited
    await endGroup(group)
    await drained(child, reading, options.clock)
    return exitCode
  } finally {
    stopWatching()
    options.guard.remove(group)
  }
}
