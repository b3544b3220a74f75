// The machine alone, on one core: commands a second of the thread's processor time, with `outstanding` computed after each,
// and the cost of an item of a loop at two sizes. What other programs do meanwhile counts little.

import type { ExecutionId, Flow, ServiceId } from '@millrace/model'
import {
  apply,
  compileFlow,
  createExecution,
  decide,
  outstanding,
  type Effect,
  type EngineFacts,
  type ExecutionState,
  type Plan,
} from '@millrace/engine'
import { benchOptions, percentile, Report } from './report.ts'

const WORKER = 'worker' as ServiceId
const facts: EngineFacts = { now: 1_000, zone: 'UTC', seed: 1, globals: {}, envs: {}, lookup: () => undefined }

const flowOf = (tasks: Flow['tasks']): Plan =>
  compileFlow({ id: 'flow', namespace: 'bench', revision: 1, tasks }, { defaults: [] })
const log = (id: string) => ({ id, type: 'core/log', message: 'text' })

/** Runs one execution to its end; gives how many commands that took. */
function execute(plan: Plan, id: string, each: (plan: Plan, state: ExecutionState) => void): number {
  let state = createExecution(plan, { id: id as ExecutionId, inputs: {}, labels: [], now: 1_000 })
  const pending: Effect[] = []
  let commands = 0
  const tell = (command: Parameters<typeof decide>[2]): void => {
    const decision = decide(plan, state, command, facts)
    if (decision.kind !== 'changed') return
    state = apply(state, decision)
    for (const effect of decision.effects) pending.push(effect)
    each(plan, state)
    commands += 1
  }
  tell({ kind: 'start' })
  for (let index = 0; index < pending.length; index += 1) {
    const effect = pending[index]
    if (effect?.kind === 'dispatch') {
      const { taskRunId, attempt } = effect
      tell({
        kind: 'attempt-ended',
        taskRunId,
        attempt,
        startedAt: 1_000,
        at: 1_001,
        worker: WORKER,
        state: 'SUCCESS',
        outputs: { value: 'x' },
      })
    }
  }
  return commands
}

/** Milliseconds of processor time that this thread has had. */
function processor(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The median over `rounds` of what `measure` gives, after one round that does not count. */
function median(rounds: number, measure: () => number): number {
  measure()
  return percentile(Array.from({ length: rounds }, measure), 0.5)
}

const options = benchOptions()
const report = new Report('engine')
const rounds = options.isQuick ? 3 : 9

const sequence = flowOf([log('a'), log('b'), log('c')])
report.figure(
  'sequence-of-three-commands-per-s',
  median(rounds, () => {
    const count = options.isQuick ? 2_000 : 20_000
    const startedAt = processor()
    let commands = 0
    for (let index = 0; index < count; index += 1) commands += execute(sequence, `execution-${index}`, outstanding)
    return (commands / (processor() - startedAt)) * 1000
  }),
)
report.goal('sequence-of-three-commands-per-s', '>=', 200_000)

/** Microseconds for each item of a loop of `size`, both orders of starting. */
function perItem(size: number, concurrencyLimit: number): number {
  const values = Array.from({ length: size }, (_, index) => String(index))
  const plan = flowOf([{ id: 'each', type: 'core/for-each', values, concurrencyLimit, tasks: [log('a')] }])
  const repeats = Math.max(1, Math.round(10_000 / size))
  const startedAt = processor()
  for (let index = 0; index < repeats; index += 1) execute(plan, `execution-${index}`, () => undefined)
  return ((processor() - startedAt) * 1000) / (size * repeats)
}

for (const [name, limit] of [
  ['in-order', 1],
  ['at-once', 0],
] as const) {
  const small = report.figure(
    `for-each-100-${name}-us-per-item`,
    median(rounds, () => perItem(100, limit)),
  )
  const large = report.figure(
    `for-each-10000-${name}-us-per-item`,
    median(rounds, () => perItem(10_000, limit)),
  )
  report.figure(`for-each-10000-to-100-${name}-ratio`, large / small)
  report.goal(`for-each-10000-to-100-${name}-ratio`, '<=', 1.5)
}
report.finish(options)
