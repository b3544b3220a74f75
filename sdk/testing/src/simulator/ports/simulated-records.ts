// The smaller stores of the simulated repository: flows, logs, services, messages set aside.

import type { FlowRecord, FlowStore, LogStore, ServiceStore, SetAsideStore } from '@millrace/ports'
import type { DurableStore } from '../store/durable-store.ts'
import type { SimulatedProcess } from '../world/process.ts'
import { notSimulated } from './not-simulated.ts'

export function openFlows({ flows }: DurableStore, process: SimulatedProcess): FlowStore {
  const revisionsOf = (namespace: string, id: string): readonly FlowRecord[] => flows.get(`${namespace}.${id}`) ?? []
  return {
    save: (record) =>
      process.call(`saves flow ${record.flow.id}`, 'write', () => {
        const { namespace, id, revision } = record.flow
        const revisions = revisionsOf(namespace, id)
        if ((revisions.at(-1)?.flow.revision ?? 0) !== revision - 1) return false
        flows.set(`${namespace}.${id}`, [...revisions, record])
        return true
      }),
    find: (namespace, id, revision) =>
      process.call('finds a flow', 'read', () => {
        const revisions = revisionsOf(namespace, id)
        return revision === undefined ? revisions.at(-1) : revisions.find(({ flow }) => flow.revision === revision)
      }),
    revisions: (namespace, id) => process.call('reads revisions', 'read', () => revisionsOf(namespace, id)),
    page: () => notSimulated('pages of flows'),
    total: () => notSimulated('totals of flows'),
    namespaces: () => notSimulated('namespaces'),
  }
}

export function openLogs({ logs }: DurableStore, process: SimulatedProcess): LogStore {
  return {
    append: (entries) =>
      process.call(`appends ${entries.length} logs`, 'write', () => {
        for (const entry of entries) logs.set(`${entry.taskRunId ?? ''}:${entry.attempt ?? 0}:${entry.sequence}`, entry)
      }),
    page: () => notSimulated('pages of logs'),
    total: () => notSimulated('totals of logs'),
    metrics: () => notSimulated('metrics'),
  }
}

export function openServices({ services }: DurableStore, process: SimulatedProcess): ServiceStore {
  return {
    beat: (service) => process.call('beats', 'write', () => void services.set(service.id, service)),
    list: () => process.call('lists services', 'read', () => [...services.values()]),
    remove: (id) => process.call(`removes service ${id}`, 'write', () => void services.delete(id)),
  }
}

export function openSetAside({ setAside }: DurableStore, process: SimulatedProcess): SetAsideStore {
  return {
    add: (messages) =>
      process.call(`sets aside ${messages.map(({ key, code }) => `${key} ${code}`).join()}`, 'write', () => {
        for (const message of messages) setAside.set(message.id, message)
      }),
    page: () => notSimulated('pages of messages'),
    find: (id) => process.call('finds a message', 'read', () => setAside.get(id)),
    remove: (id) => process.call('removes a message', 'write', () => setAside.delete(id)),
  }
}
