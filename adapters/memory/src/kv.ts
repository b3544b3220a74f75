// Key-value pairs in memory. An entry past its expiry is absent, yet its version goes on rising, so that nobody can
// mistake its successor for it.

import type { KvEntry, KvStore } from '@millrace/sdk-adapter'
import { keyOf, type MemoryStore } from './store.ts'

export function openKv(store: MemoryStore): KvStore {
  return {
    get: async (namespace, key, now) => present(store.kv.get(keyOf(namespace, key))?.entry, now),
    list: async (namespace, now) => {
      const own = [...store.kv.values()].filter((stored) => stored.namespace === namespace)
      const entries = own.map(({ entry }) => entry).filter((entry) => present(entry, now) !== undefined)
      return entries.toSorted((left, right) => (left.key < right.key ? -1 : 1))
    },
    put: async (namespace, { now, ...entry }, expectedVersion) => {
      const stored = store.kv.get(keyOf(namespace, entry.key))?.entry
      const current = present(stored, now)
      if (expectedVersion !== undefined && expectedVersion !== (current?.version ?? 0)) return false
      const written = {
        ...entry,
        createdAt: current?.createdAt ?? now,
        updatedAt: now,
        version: (stored?.version ?? 0) + 1,
      }
      store.kv.set(keyOf(namespace, entry.key), { namespace, entry: written })
      return true
    },
    remove: async (namespace, key) => store.kv.delete(keyOf(namespace, key)),
  }
}

function present(entry: KvEntry | undefined, now: number): KvEntry | undefined {
  return entry?.expiresAt !== undefined && entry.expiresAt <= now ? undefined : entry
}
