// Benches that are short run as a user runs them, and write what their readers expect.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Result {
  readonly bench: string
  readonly machine: object
  readonly figures: Readonly<Record<string, number>>
  readonly goals: readonly {
    readonly figure: string
    readonly op: string
    readonly bound: number
    readonly holds: boolean
  }[]
}

function runQuick(name: string): Result {
  const file = join(folder, `${name}.json`)
  const bench = join(import.meta.dirname, '..', 'src', `${name}.ts`)
  execFileSync(process.execPath, ['--conditions=source', bench, '--quick', '--json', file], {
    stdio: 'pipe',
    env: { ...process.env, MILLRACE_BENCH_DIRECTORY: folder },
  })
  return JSON.parse(readFileSync(file, 'utf8')) as Result
}

it.each(['engine', 'sqlite-commits', 'start'])('%s measures each figure that it has a goal for', (name) => {
  const { bench, figures, goals } = runQuick(name)
  expect(bench).toBe(name)
  expect(goals.length).toBeGreaterThan(0)
  for (const { figure, op, bound, holds } of goals) {
    const value = figures[figure] ?? Number.NaN
    expect(value).toBeGreaterThan(0)
    expect({ figure, holds }).toEqual({ figure, holds: op === '<=' ? value <= bound : value >= bound })
  }
})
