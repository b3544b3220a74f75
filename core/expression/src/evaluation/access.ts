/**
 * Members: entries of maps, items of lists, and the few properties and methods that texts,
 * lists and maps have. Own entries only; nothing of the host is within reach.
 */
import { findMethod, findProperty } from '../library/methods.ts'
import { isNumeric } from '../values/numbers.ts'
import { type Datum, isList, isMap, LazyMap, ownEntry, type Raw, Real, Unloaded } from '../values/value.ts'
import type { Frame } from './frame.ts'
import { settle, weightOf } from './settle.ts'
import { Undefined, wrongType } from './signals.ts'

const INDEX = /^[+-]?[0-9]{1,9}$/

/** The member of that key, or undefined where there is none. */
export function memberOf(frame: Frame, object: Raw, key: Datum): Raw | undefined {
  if (object instanceof Unloaded) return memberOf(frame, settle(frame, object), key)
  if (object === null) return undefined
  if (object instanceof LazyMap) return object.get(frame.text(key))
  if (isList(object)) return itemOf(frame, object, key)
  if (isMap(object)) return entryOf(frame, object, key)
  return object instanceof Real ? undefined : findProperty(object as Datum, frame.text(key))
}

function entryOf(frame: Frame, map: { readonly [key: string]: Datum }, key: Datum): Datum | undefined {
  if (typeof key === 'string') return ownEntry(map, key)
  if (isNumeric(key)) throw wrongType(`The keys of a map are texts: ${frame.text(key)} needs quotes`)
  return undefined
}

function itemOf(frame: Frame, list: readonly Datum[], key: Datum): Datum | undefined {
  const text = frame.text(key)
  return INDEX.test(text) ? list[Number(text)] : findProperty(list, text)
}

/** What a method of a value gives; fails where there is no such method. */
export function callMethod(frame: Frame, object: Datum, name: string, given: readonly Datum[]): Datum {
  const method = findMethod(object, name)
  if (!method) throw new Undefined(name)
  frame.work(weightOf(object))
  return method(frame, object, given)
}
