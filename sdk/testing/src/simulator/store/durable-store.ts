// What survives every crash of the simulated cluster: entities, messages, flows, services, and what was set aside.

import type { LogEntry } from '@millrace/model'
import type { FlowRecord, ServiceRecord, SetAsideMessage } from '@millrace/ports'
import type { FaultDice } from '../world/fault-dice.ts'
import { EntityTable } from './entities.ts'
import { MessageBoard } from './message-board.ts'

export class DurableStore {
  readonly entities: EntityTable
  readonly board: MessageBoard
  readonly flows = new Map<string, FlowRecord[]>()
  readonly services = new Map<string, ServiceRecord>()
  readonly setAside = new Map<string, SetAsideMessage>()
  readonly logs = new Map<string, LogEntry>()

  constructor(dice: FaultDice, entities = new EntityTable()) {
    this.entities = entities
    this.board = new MessageBoard({ leasesKeys: dice.plan.leasesKeys, drawFault: () => dice.drawMessage() })
  }
}
