// One seed, from its first event to its verdict: a storm with faults on, then a calm in which everything must end.

import { compileFlow, type Plan, type TaskRun } from '@millrace/engine'
import type { Plans } from '@millrace/runtime'
import { isTerminal, type ExecutionId } from '@millrace/model'
import { SimulatedClient } from './cluster/client.ts'
import { SimulatedNode } from './cluster/node.ts'
import { endsByTime } from './flows/pauses.ts'
import { planStorm, type PlannedExecution } from './cluster/storm.ts'
import { drawNodes } from './cluster/topology.ts'
import { indexFlow, type FlowIndex } from './flows/flow-index.ts'
import { generateFlow, type GeneratedFlow } from './flows/grammar.ts'
import { Monitor, type Violation } from './invariants/monitor.ts'
import { pathOf, wasKilled, type View } from './invariants/view.ts'
import { differenceOf } from './reference/compare.ts'
import type { Expectation } from './reference/expectation.ts'
import { interpret } from './reference/interpreter.ts'
import type { LogSink } from './world/event-log.ts'
import { drawFaults, type FaultPlan } from './world/faults.ts'
import { Random } from './world/random.ts'
import type { Sabotage } from './world/sabotage.ts'
import { World } from './world/world.ts'

export interface SimulationOptions {
  readonly seed: number
  /** Is told of every event. */
  readonly sink?: LogSink
  readonly sabotage?: Sabotage
}

export interface SimulationReport {
  readonly seed: number
  /** Undefined: every invariant held. */
  readonly violation: Violation | undefined
  /** The same for the same history. */
  readonly hash: string
  readonly events: number
  readonly executions: number
  /** Executions whose result was compared with the reference. */
  readonly compared: number
  readonly plan: FaultPlan
}

/** Virtual time within which everything must have ended once faults have ceased. */
const CALM_MS = 3_600_000
const MAX_EVENTS = 400_000

export function simulate(options: SimulationOptions): Promise<SimulationReport> {
  return new Simulation(options).run()
}

/**
 * What a restart forgets begins anew with attempt 1: late reports and kills of the attempt that had this number would
 * count for it. Only where nothing is forgotten that a worker had.
 */
function mayRestart({ runs }: View): boolean {
  return [...runs.values()].every(
    (run) => isInMain(run, runs) && (run.state !== 'FAILED' || run.outputs?.['iterationCount'] === undefined),
  )
}

function isInMain(run: TaskRun, runs: View['runs']): boolean {
  const parent = run.parentId === undefined ? undefined : runs.get(run.parentId)
  return run.phase === 'main' && (parent === undefined || isInMain(parent, runs))
}

class Simulation {
  readonly #world: World
  readonly #monitor: Monitor
  readonly #nodes: readonly SimulatedNode[]
  readonly #client: SimulatedClient
  readonly #flows = new Map<string, GeneratedFlow>()
  readonly #executions: readonly PlannedExecution[]
  readonly #indexes = new Map<string, FlowIndex>()
  readonly #flowOf = new Map<string, string>()
  readonly #expectations = new Map<string, Expectation>()
  #compared = 0

  constructor({ seed, sink, sabotage }: SimulationOptions) {
    const random = new Random(seed, 'setting')
    const world = new World({ seed, plan: drawFaults(new Random(seed, 'faults')), sink, sabotage })
    this.#world = world
    this.#monitor = new Monitor((id) => this.#indexes.get(this.#flowOf.get(id) ?? '') ?? new Map())
    world.store.entities.onChanged = this.#monitor.changed
    this.#executions = this.#drawExecutions(random)
    const plans = this.#plans()
    const deps = { world, monitor: this.#monitor, plans, random: new Random(seed, 'reboots') }
    this.#nodes = drawNodes(random, world.faults.plan.topology).map((plan) => new SimulatedNode(deps, plan))
    this.#client = new SimulatedClient({ world, nodes: this.#nodes, random: new Random(seed, 'client') })
  }

  async run(): Promise<SimulationReport> {
    const { timeline, faults, log } = this.#world
    log.add('world', JSON.stringify(faults.plan))
    for (const node of this.#nodes) node.start()
    planStorm({
      world: this.#world,
      nodes: this.#nodes,
      client: this.#client,
      executions: this.#executions,
      resume: this.#resume,
      restart: this.#restart,
    })
    const calmAt = timeline.now + faults.plan.stormMs
    timeline.plan(faults.plan.stormMs, () => this.#calm())
    await this.#runUntil(() => timeline.now > calmAt + CALM_MS || (!faults.areOn && this.#hasEnded()))
    this.#judge()
    const { events } = timeline
    const { violation } = this.#monitor
    return {
      seed: this.#world.seed,
      violation,
      hash: log.hash,
      events,
      executions: this.#executions.length,
      compared: this.#compared,
      plan: faults.plan,
    }
  }

  async #runUntil(isOver: () => boolean): Promise<void> {
    const { timeline } = this.#world
    while (this.#monitor.violation === undefined && timeline.events < MAX_EVENTS && !isOver()) {
      if (!(await timeline.step())) return
    }
  }

  #drawExecutions(random: Random): readonly PlannedExecution[] {
    const count = random.between(1, 4)
    const { seed } = this.#world
    const flows = Array.from({ length: random.between(1, count) }, (_, number) =>
      generateFlow(new Random(seed, `flow ${number}`), `flow-${number}`),
    )
    for (const each of flows) {
      this.#flows.set(each.flow.id, each)
      this.#indexes.set(each.flow.id, indexFlow(each.flow))
    }
    return Array.from({ length: count }, (_, number) => {
      const { flow, inputs } = flows[number % flows.length] ?? generateFlow(random, 'none')
      const id = `execution-${number}` as ExecutionId
      this.#flowOf.set(id, flow.id)
      return { namespace: flow.namespace, flowId: flow.id, revision: 1, inputs, labels: [], id }
    })
  }

  #plans(): Plans {
    const plans = new Map([...this.#flows].map(([id, { flow }]) => [id, compileFlow(flow, { defaults: [] })] as const))
    const plan = (_namespace: string, flowId: string): Promise<Plan | undefined> => Promise.resolve(plans.get(flowId))
    return { plan, newest: plan }
  }

  /** Faults cease, clocks are set right, and whoever waits to be killed is. */
  #calm(): void {
    const world = this.#world
    world.log.add('world', 'calm')
    world.faults.cease()
    for (const { process } of this.#nodes) process?.heal()
    for (const { id, flowId } of this.#executions)
      if (this.#expectation(flowId).isEndless) this.#killUntilEnded(id)
      else this.#resumeUntilEnded(id)
  }

  /** A pause that ends otherwise by itself is left alone. */
  readonly #resume = (id: ExecutionId): void => {
    const index = this.#indexes.get(this.#flowOf.get(id) ?? '')
    const runs = [...(this.#monitor.views.get(id)?.runs.values() ?? [])]
    const paused = runs.find(({ state, taskId }) => {
      const task = index?.get(taskId)?.task
      return state === 'PAUSED' && task !== undefined && !endsByTime(task)
    })
    if (paused !== undefined) this.#client.resume(id, paused.id)
  }

  readonly #restart = (id: ExecutionId): void => {
    const view = this.#monitor.views.get(id)
    if (view === undefined || !isTerminal(view.header.state) || !mayRestart(view)) return
    // What hangs for ever is left to its kill.
    const { flow } = this.#flows.get(this.#flowOf.get(id) ?? '') ?? {}
    if (!JSON.stringify(flow).includes('"hangsForever":true')) this.#client.restart(id)
  }

  /** Pauses that wait for nothing but somebody. */
  #resumeUntilEnded(id: ExecutionId): void {
    this.#resume(id)
    this.#world.timeline.plan(5_000, () => this.#resumeUntilEnded(id))
  }

  /** A second kill stops what the first one spares. */
  #killUntilEnded(id: ExecutionId): void {
    const state = this.#monitor.views.get(id)?.header.state
    if (state !== undefined && isTerminal(state)) return
    this.#client.kill(id)
    this.#world.timeline.plan(60_000, () => this.#killUntilEnded(id))
  }

  #expectation(flowId: string): Expectation {
    const known = this.#expectations.get(flowId)
    if (known !== undefined) return known
    const { flow, inputs } = this.#flows.get(flowId) ?? generateFlow(new Random(0, ''), 'none')
    const expectation = interpret(flow, inputs)
    this.#expectations.set(flowId, expectation)
    return expectation
  }

  /** After a restart it depends on what had been done. */
  #expectationOf(id: string, flowId: string): Expectation {
    const memory = this.#monitor.memories.get(id)
    const generated = this.#flows.get(flowId)
    if (memory === undefined || generated === undefined) return this.#expectation(flowId)
    return interpret(generated.flow, generated.inputs, memory)
  }

  #hasEnded(): boolean {
    const { store } = this.#world
    const { views } = this.#monitor
    if (views.size < this.#executions.length) return false
    for (const view of views.values()) if (!isTerminal(view.header.state)) return false
    if (this.#nodes.some(({ runtime, isStopping }) => runtime === undefined || isStopping)) return false
    if ([...store.board.groups].some(({ messages }) => messages.size > 0)) return false
    return this.#nodes.every(({ runtime }) => {
      const load = runtime?.load()
      return load?.commandsWaiting === 0 && load.slotsInUse === 0 && load.attemptsWaiting === 0
    })
  }

  #judge(): void {
    const { store, timeline } = this.#world
    for (const id of this.#client.accepted)
      if (!this.#monitor.views.has(id)) this.#monitor.report('I1', `execution ${id} was accepted and does not exist`)
    if (!this.#hasEnded()) this.#monitor.report('ends', `after ${timeline.events} events ${this.#whatIsLeft()}`)
    for (const { topic, key, cause } of store.setAside.values())
      this.#monitor.report('I12', `a message of ${topic} to ${key} was set aside: ${cause}`)
    for (const [id, view] of this.#monitor.views) this.#judgeResult(id, view)
  }

  #judgeResult(id: string, { header, runs }: View): void {
    if (this.#client.killed.has(id as ExecutionId) && header.kills === 0 && header.attemptNumber === 1)
      this.#monitor.report('kill', `the kill of ${id} was confirmed and is not known`)
    if (wasKilled(header) && header.state !== 'KILLED')
      this.#monitor.report('kill', `${id} was killed and is ${header.state}`)
    const flowId = this.#flowOf.get(id) ?? ''
    const expected = this.#expectationOf(id, flowId)
    if (wasKilled(header) || expected.isEndless || this.#monitor.unforeseen.has(id)) return
    const index = this.#indexes.get(flowId) ?? new Map()
    const byPath = new Map([...runs.values()].map((run) => [pathOf(run, runs, index), run] as const))
    const difference = differenceOf(expected, header, byPath)
    this.#compared += 1
    if (difference !== undefined) this.#monitor.report('I14', `${id}: ${difference}`)
  }

  #whatIsLeft(): string {
    const live = [...this.#monitor.views.values()].filter(({ header }) => !isTerminal(header.state))
    const unknown = this.#executions.length - this.#monitor.views.size
    const queued = [...this.#world.store.board.groups]
      .map(({ topic, messages }) => `${topic} ${messages.size}`)
      .join(', ')
    const nodes = this.#nodes
      .map(
        ({ plan, runtime, isStopping }) =>
          `${plan.name} ${isStopping ? 'stopping' : runtime === undefined ? 'down' : JSON.stringify(runtime.load())}`,
      )
      .join(', ')
    const runs = live.flatMap(({ runs: all }) =>
      [...all.values()].filter((run) => !isTerminal(run.state)).map((run) => `${run.taskId} ${run.state}`),
    )
    return `${live.length} executions live (${runs.join(', ')}), ${unknown} never created; queued: ${queued}; ${nodes}`
  }
}
