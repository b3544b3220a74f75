// Runs seeds of the simulator: `--seed N` tells every event of one, `--from N --count M` runs many and stops at the first
// that finds something.

import { parseArgs } from 'node:util'
import { simulate, type SimulationReport } from './simulate.ts'
import { SABOTAGES } from './mutants/sabotages.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '5000' },
    sabotage: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
})
const planted = SABOTAGES.find(({ name }) => name === values.sabotage)
const options = planted === undefined ? {} : { sabotage: planted }

function tell(text: string): void {
  process.stdout.write(`${text}\n`)
}

// A reader that has seen enough, as `head` has, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

function describe({ seed, violation, hash, events, executions }: SimulationReport): string {
  const verdict = violation === undefined ? 'holds' : `${violation.invariant}: ${violation.what}`
  return `seed ${seed}: ${verdict} (${events} events, ${executions} executions, ${hash})`
}

if (values.seed !== undefined) {
  const report = await simulate({ seed: Number(values.seed), sink: tell, ...options })
  tell(describe(report))
  process.exitCode = report.violation === undefined ? 0 : 1
} else {
  const from = Number(values.from)
  const last = from + Number(values.count)
  const before = process.cpuUsage()
  let events = 0
  let compared = 0
  let executions = 0
  for (let seed = from; seed < last; seed += 1) {
    const report = await simulate({ seed, ...options })
    events += report.events
    compared += report.compared
    executions += report.executions
    if (report.violation === undefined) continue
    tell(describe(report))
    process.exitCode = 1
    if (!values.all) break
  }
  const used = process.cpuUsage(before)
  const seconds = (used.user + used.system) / 1_000_000
  tell(
    `${last - from} seeds, ${executions} executions (${compared} compared), ${events} events in ${seconds.toFixed(1)} s of one core: ${((last - from) / seconds).toFixed(0)} seeds/s`,
  )
}
