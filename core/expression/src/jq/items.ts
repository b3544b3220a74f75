/**
 * Values on their way through a program, and the paths that led to them.
 */
import { type Datum, isList, isMap } from '../values/value.ts'
import type { Item } from './environment.ts'
import { getKey } from './paths.ts'

/** A value that no path leads to. */
export function fresh(value: Datum): Item {
  return { value, path: undefined }
}

export function* one(item: Item): Generator<Item, void> {
  yield item
}

/** The value at a key of an item, and the path there. */
export function step(target: Item, key: Datum): Item {
  return { value: getKey(target.value, key), path: target.path && [...target.path, key] }
}

/** Items and entries of a value; nothing of a scalar. */
export function* children({ value, path }: Item): Generator<Item, void> {
  if (isList(value)) for (const [index, item] of value.entries()) yield { value: item, path: path && [...path, index] }
  else if (isMap(value))
    for (const key of Object.keys(value)) yield { value: value[key] ?? null, path: path && [...path, key] }
}
