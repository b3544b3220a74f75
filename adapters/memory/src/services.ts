// Services and messages set aside, in memory.

import type { ServiceStore, SetAsideStore } from '@millrace/sdk-adapter'
import { pageOf } from './paging.ts'
import type { MemoryStore } from './store.ts'

export function openServices({ services }: MemoryStore): ServiceStore {
  return {
    beat: async (service) => {
      services.set(service.id, service)
    },
    list: async () => [...services.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    remove: async (id) => {
      services.delete(id)
    },
  }
}

export function openSetAside({ setAside }: MemoryStore): SetAsideStore {
  return {
    add: async (messages) => {
      for (const message of messages) if (!setAside.has(message.id)) setAside.set(message.id, message)
    },
    page: async (page) => pageOf(setAside.values(), { keyOf: (message) => [message.at, message.id] }, page),
    find: async (id) => setAside.get(id),
    remove: async (id) => setAside.delete(id),
  }
}
