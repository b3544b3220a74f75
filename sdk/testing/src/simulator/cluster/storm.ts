// The first phase: what happens to the cluster while faults are on, planned ahead from the seed.

import type { ExecutionId } from '@millrace/model'
import type { NewExecution } from '@millrace/runtime'
import { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import type { SimulatedClient } from './client.ts'
import type { SimulatedNode } from './node.ts'

export type PlannedExecution = NewExecution & { readonly id: ExecutionId }

export interface StormDeps {
  readonly world: World
  readonly nodes: readonly SimulatedNode[]
  readonly client: SimulatedClient
  readonly executions: readonly PlannedExecution[]
  /** Resumes what an execution waits for, if anything. */
  readonly resume: (id: ExecutionId) => void
  /** Restarts an execution that has ended. */
  readonly restart: (id: ExecutionId) => void
}

export function planStorm({ world, nodes, client, executions, resume, restart }: StormDeps): void {
  const random = new Random(world.seed, 'storm')
  const { plan } = world.faults
  const atRandom = (times: number, action: () => void): void => {
    for (let time = 0; time < times; time += 1) world.timeline.plan(random.between(0, plan.stormMs), action)
  }
  for (const execution of executions)
    world.timeline.plan(random.between(0, plan.stormMs / 2), () => client.create(execution))
  atRandom(plan.rebalances, () => world.hub.rebalance())
  atRandom(plan.pauses, () => pauseOne(world, nodes, random))
  atRandom(plan.clockJumps, () => jumpOne(world, nodes, random))
  atRandom(plan.restarts, () => nodes[random.between(0, nodes.length - 1)]?.stop())
  const anyOf = (act: (id: ExecutionId) => void): void => {
    const one = executions[random.between(0, executions.length - 1)]
    if (one !== undefined) act(one.id)
  }
  atRandom(plan.reopenings, () => anyOf(restart))
  atRandom(plan.resumes, () => anyOf(resume))
  atRandom(plan.kills, () => {
    const unlucky = executions[random.between(0, executions.length - 1)]
    if (unlucky !== undefined) client.kill(unlucky.id)
  })
}

function pauseOne(world: World, nodes: readonly SimulatedNode[], random: Random): void {
  const process = nodes[random.between(0, nodes.length - 1)]?.process
  if (process?.isAlive !== true || !world.faults.areOn) return
  const { pauseMs, leaseMs } = world.faults.plan
  const durationMs = random.between(1, pauseMs)
  world.log.add(process.id, `stands still for ${durationMs} ms`)
  process.pause(durationMs)
  world.hub.expire(process, leaseMs)
}

function jumpOne(world: World, nodes: readonly SimulatedNode[], random: Random): void {
  const process = nodes[random.between(0, nodes.length - 1)]?.process
  if (process?.isAlive !== true || !world.faults.areOn) return
  const { clockJumpMs } = world.faults.plan
  const byMs = random.between(-clockJumpMs, clockJumpMs)
  world.log.add(process.id, `has its clock set by ${byMs} ms`)
  process.jump(byMs)
}
