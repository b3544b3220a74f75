/**
 * Maps that a template makes have no order of their own; the dialect lists their entries by the
 * hash of the key, as a Java HashMap does, and rendered text shows it.
 */
import { type Datum, emptyMap } from './value.ts'

/** The map of these entries, later ones winning, in the order of a hash table of that capacity. */
export function javaOrder(
  entries: readonly (readonly [string, Datum])[],
  capacity: number,
): { readonly [key: string]: Datum } {
  const last = new Map(entries)
  const size = tableSize(last.size, capacity)
  const ordered = [...last].map(([key, value], index) => ({ key, value, index, bucket: spread(key) & (size - 1) }))
  ordered.sort((first, second) => first.bucket - second.bucket || first.index - second.index)
  const map = emptyMap()
  for (const { key, value } of ordered) map[key] = value
  return map
}

function tableSize(count: number, capacity: number): number {
  let size = 1
  while (size < capacity) size *= 2
  while (count > size * 0.75) size *= 2
  return size
}

function spread(key: string): number {
  let hash = 0
  for (let index = 0; index < key.length; index += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0
  return hash ^ (hash >>> 16)
}
