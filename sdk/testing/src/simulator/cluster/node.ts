// One machine of the simulated cluster: it runs a process of the real runtime, and starts another when that dies.

import { MillraceError } from '@millrace/model'
import type { Metrics, Storage } from '@millrace/ports'
import {
  createRuntime,
  ENGINE_RULES,
  type LaneOptions,
  type Role,
  type Runtime,
  type RuntimeDeps,
} from '@millrace/runtime'
import type { Monitor } from '../invariants/monitor.ts'
import { openSimulatedQueue } from '../ports/simulated-queue.ts'
import { notSimulated } from '../ports/not-simulated.ts'
import { openSimulatedRepository } from '../ports/simulated-repository.ts'
import { SimulatedProcess } from '../world/process.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { SIMULATED_DEFINITION, SimulatedRunner } from './simulated-runner.ts'

export interface NodePlan {
  readonly name: string
  readonly roles: readonly Role[]
  readonly slots: number
  readonly lane: LaneOptions
}

export interface NodeDeps {
  readonly world: World
  readonly monitor: Monitor
  readonly plans: RuntimeDeps['plans']
  readonly random: Random
}

export class SimulatedNode {
  readonly plan: NodePlan
  readonly #deps: NodeDeps
  #process: SimulatedProcess | undefined
  #runtime: Runtime | undefined
  #generation = 0
  #isStopping = false

  constructor(deps: NodeDeps, plan: NodePlan) {
    this.#deps = deps
    this.plan = plan
  }

  /** Undefined while it starts, stops or is dead. */
  get runtime(): Runtime | undefined {
    return this.#process?.isAlive === true && !this.#isStopping ? this.#runtime : undefined
  }

  get process(): SimulatedProcess | undefined {
    return this.#process
  }

  get isStopping(): boolean {
    return this.#isStopping
  }

  start(): void {
    this.#generation += 1
    const process = new SimulatedProcess(this.#deps.world, `${this.plan.name}.${this.#generation}`)
    this.#process = process
    this.#runtime = undefined
    this.#isStopping = false
    process.onDeath.push(() => this.#startAgain())
    createRuntime(this.#runtimeDeps(process)).then(
      (runtime) => {
        if (process.isAlive) this.#runtime = runtime
      },
      (error: unknown) => {
        this.#deps.world.log.add(process.id, `does not start: ${error instanceof Error ? error.message : 'unknown'}`)
        process.die()
      },
    )
  }

  /** Stops it in good order; another process follows. */
  stop(): void {
    const { runtime } = this
    const process = this.#process
    if (runtime === undefined || process === undefined) return
    this.#deps.world.log.add(process.id, 'stops')
    this.#isStopping = true
    runtime[Symbol.asyncDispose]().then(
      () => process.die(),
      (error: unknown) => {
        this.#deps.world.log.add(
          process.id,
          `does not stop in order: ${error instanceof Error ? error.message : 'unknown'}`,
        )
        process.die()
      },
    )
  }

  #startAgain(): void {
    const { world, random } = this.#deps
    const delayMs = world.faults.areOn ? random.pick([50, 500, 5_000, 20_000]) : 50
    world.timeline.plan(delayMs, () => this.start())
  }

  #runtimeDeps(process: SimulatedProcess): RuntimeDeps {
    const { world, monitor, plans } = this.#deps
    const { roles, slots, lane } = this.plan
    const { sabotage } = world
    const queue = openSimulatedQueue(world, process)
    const repository = openSimulatedRepository(world, process)
    const note =
      (level: string) =>
      (fields: object, message: string): void =>
        world.log.add(process.id, `${level}: ${message} ${JSON.stringify(fields)}`)
    return {
      queue: sabotage?.queue?.(queue, process, world) ?? queue,
      repository: sabotage?.repository?.(repository, process, world) ?? repository,
      storage: NO_STORAGE,
      secrets: { get: () => Promise.resolve(undefined) },
      clock: process.clock,
      ids: process.ids,
      metrics: NO_METRICS,
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      plans,
      types: { definition: (type) => (type === SIMULATED_DEFINITION.type ? SIMULATED_DEFINITION : undefined) },
      runners: [new SimulatedRunner({ world, process, monitor, slots })],
      folders: { make: () => fail('working folders'), remove: () => notSimulated('working folders') },
      settings: { zone: 'UTC', globals: {}, envs: {} },
      host: this.plan.name,
      ...(sabotage?.rules === undefined ? {} : { rules: sabotage.rules(ENGINE_RULES) }),
      options: {
        roles,
        slots,
        dispatch: world.faults.plan.topology,
        graceMs: 2_000,
        lane,
        timers: { pollMs: 3_000 },
        repeatStartMs: 20_000,
      },
    }
  }
}

function fail(what: string): never {
  throw new MillraceError('MR_INTERNAL', `The simulator has no ${what}.`)
}

const nothing = (): void => {}
const NO_METRICS: Metrics = { count: nothing, gauge: nothing, time: nothing }
const NO_STORAGE: Storage = {
  put: () => notSimulated('files'),
  get: () => notSimulated('files'),
  stat: () => notSimulated('files'),
  list: () => notSimulated('files'),
  remove: () => notSimulated('files'),
  [Symbol.asyncDispose]: async () => {},
}
