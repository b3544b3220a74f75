// What every bench gives: figures, and goals that hold or do not. Prints them, and writes JSON with --json FILE.

import { writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'

export interface Goal {
  readonly figure: string
  readonly op: '<=' | '>='
  readonly bound: number
  readonly holds: boolean
}

export interface BenchOptions {
  /** Shorter, for a check that the bench works; its figures say little. */
  readonly isQuick: boolean
  readonly jsonFile: string | undefined
}

const OPTIONS = { quick: { type: 'boolean', default: false }, json: { type: 'string' } } as const

/** `--quick` and `--json FILE`; anything else ends the process with exit code 2 and the usage. */
export function benchOptions(): BenchOptions {
  try {
    const { values } = parseArgs({ options: OPTIONS })
    return { isQuick: values.quick, jsonFile: values.json }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${reason}\nUsage: npm run bench -- NAME [--quick] [--json FILE]\n`)
    process.exit(2)
  }
}

/** Collects the figures of one bench. */
export class Report {
  readonly #bench: string
  readonly #figures: Record<string, number> = {}
  readonly #goals: Goal[] = []

  constructor(bench: string) {
    this.#bench = bench
  }

  /** Notes a figure, rounded to four digits; names end in their unit. */
  figure(name: string, value: number): number {
    const rounded = Number(value.toPrecision(4))
    this.#figures[name] = rounded
    console.log(`${name.padEnd(52)} ${rounded}`)
    return rounded
  }

  /** Prints what is no number; it goes with the machine, not with the figures. */
  text(name: string, value: string): void {
    console.log(`${name.padEnd(52)} ${value}`)
  }

  /** Says what a figure should be; one that does not hold is listed as such. */
  goal(figure: string, op: Goal['op'], bound: number): void {
    const value = this.#figures[figure] ?? Number.NaN
    this.#goals.push({ figure, op, bound, holds: op === '<=' ? value <= bound : value >= bound })
  }

  /** Prints the goals and writes the JSON. */
  finish({ jsonFile }: BenchOptions): void {
    console.log('')
    for (const { figure, op, bound, holds } of this.#goals)
      console.log(`${holds ? 'holds ' : 'FALLS SHORT'} ${figure} ${op} ${bound} (${this.#figures[figure]})`)
    const result = { bench: this.#bench, machine: machineOf(), figures: this.#figures, goals: this.#goals }
    if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(result, null, 2)}\n`)
  }
}

/** How many programs wanted a processor in the minute before: with more than there are cores, figures are too low. */
const loadBefore = loadavg()[0] ?? 0

function machineOf(): object {
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    loadBefore: Number(loadBefore.toPrecision(2)),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
}

/** The value below which `share` of the sorted-or-not values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
