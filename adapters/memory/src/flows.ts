// Flows and their revisions in memory.

import type { FlowFilter, FlowRecord, FlowStore } from '@millrace/sdk-adapter'
import { holdsText, isInNamespace } from './executions.ts'
import { pageOf } from './paging.ts'
import { keyOf, type MemoryStore } from './store.ts'

export function openFlows(store: MemoryStore): FlowStore {
  const revisionsOf = (namespace: string, id: string): readonly FlowRecord[] =>
    store.flows.get(keyOf(namespace, id)) ?? []
  return {
    save: async (record) => {
      const { namespace, id, revision } = record.flow
      const revisions = revisionsOf(namespace, id)
      if ((revisions.at(-1)?.flow.revision ?? 0) !== revision - 1) return false
      store.flows.set(keyOf(namespace, id), [...revisions, record])
      return true
    },
    find: async (namespace, id, revision) => {
      const revisions = revisionsOf(namespace, id)
      return revision === undefined ? revisions.at(-1) : revisions.find(({ flow }) => flow.revision === revision)
    },
    revisions: async (namespace, id) => revisionsOf(namespace, id),
    page: async (filter, page) =>
      pageOf(matching(store, filter), { keyOf: ({ flow }) => [flow.namespace, flow.id] }, page),
    total: async (filter) => ({ value: matching(store, filter).length, isExact: true }),
    namespaces: async () => [...new Set(matching(store, {}).map(({ flow }) => flow.namespace))].toSorted(),
  }
}

function matching(store: MemoryStore, { namespace, text }: FlowFilter): readonly FlowRecord[] {
  return [...store.flows.values()].flatMap((revisions) => {
    const record = revisions.at(-1)
    if (record === undefined || record.flow.deleted === true) return []
    const { flow } = record
    const isIn = namespace === undefined || isInNamespace(flow.namespace, namespace)
    const isNamed = text === undefined || holdsText(flow.id, text) || holdsText(flow.namespace, text)
    return isIn && isNamed ? [record] : []
  })
}
