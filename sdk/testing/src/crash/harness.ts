// A harness whose store is also opened by a process that gets killed. For adapters that keep what they are given.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { openAdapterHarness, type AdapterHarness, type HarnessSettings } from '../adapter/harness.ts'
import type { CommitPath } from './scenario.ts'

export type ChildOrder = {
  /** Imported by the child; exports `adapter`. */
  readonly module: string
  readonly options: object
  readonly directory: string
} & ({ readonly kind: 'steps'; readonly path: CommitPath; readonly killAt: string } | { readonly kind: 'commits' })

export interface CrashHarness extends AdapterHarness {
  /** Runs the scenario in a process that kills itself after a step; resolves when it is dead. */
  dieAtStep(path: CommitPath, killAt: string): Promise<void>
  /** Lets a process commit executions until it has told of `count`, and kills it; gives the ids that it told. */
  killWhileCommitting(count: number): Promise<readonly string[]>
}

export interface CrashHarnessSettings extends HarnessSettings {
  /** URL of the module that exports the adapter under the name `adapter`. */
  readonly module: string
}

export async function openCrashHarness(settings: CrashHarnessSettings): Promise<CrashHarness> {
  const harness = await openAdapterHarness({ startAt: Date.now(), ...settings })
  const { place } = harness
  const where = { module: settings.module, options: settings.options(place), directory: place.directory }
  return {
    ...harness,
    async dieAtStep(path, killAt) {
      const ids: string[] = []
      const signal = await runChild({ ...where, kind: 'steps', path, killAt }, (line) => ids.push(line))
      assert.equal(signal, 'SIGKILL', `the process ended before it came to ${killAt}: ${ids.join(' ')}`)
      passLeases(harness)
    },
    async killWhileCommitting(count) {
      const ids: string[] = []
      await runChild({ ...where, kind: 'commits' }, (line, kill) => {
        if (ids.push(line) === count) kill()
      })
      passLeases(harness)
      return ids
    },
  }
}

// The child used the clock of the machine: what it leased or put off is past.
function passLeases({ clock, leaseMs }: AdapterHarness): void {
  clock.jump(Math.max(0, Date.now() - clock.now()) + 2 * leaseMs)
}

/** Resolves with the signal that ended the child, or what it wrote to its error stream. */
function runChild(order: ChildOrder, onLine: (line: string, kill: () => void) => void): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts')
  const script = new URL(isSource ? './child.ts' : './child.js', import.meta.url)
  const flags = isSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : []
  const child = spawn(process.execPath, [...flags, script.pathname, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => onLine(line, () => child.kill('SIGKILL')))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ?? `exit ${code}: ${complaint}`))
  })
}
