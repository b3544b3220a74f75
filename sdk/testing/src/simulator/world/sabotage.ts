// A bug planted on purpose, to prove that an invariant catches it: rules or ports of a process, replaced by worse ones.

import type { Queue, Repository } from '@millrace/ports'
import type { EngineRules } from '@millrace/runtime'
import type { EntityTable } from '../store/entities.ts'
import type { SimulatedProcess } from './process.ts'
import type { World } from './world.ts'

export interface Sabotage {
  readonly name: string
  readonly rules?: (rules: EngineRules) => EngineRules
  readonly entities?: () => EntityTable
  readonly repository?: (repository: Repository, process: SimulatedProcess, world: World) => Repository
  readonly queue?: (queue: Queue, process: SimulatedProcess, world: World) => Queue
}
