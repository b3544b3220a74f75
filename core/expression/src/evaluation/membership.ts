/**
 * `contains` and `isIn`: items of a list, keys of a map, parts of a text.
 */
import { type Datum, isList, isMap } from '../values/value.ts'
import { equalValues } from './comparison.ts'
import type { Frame } from './frame.ts'
import { wrongType } from './signals.ts'
import { className } from '../values/class-name.ts'

export function contains(frame: Frame, whole: Datum, part: Datum): boolean {
  if (whole === null) return false
  if (isList(whole)) {
    const parts = isList(part) ? part : [part]
    frame.spend(whole.length * parts.length)
    return parts.every((wanted) => whole.some((item) => equalValues(item, wanted)))
  }
  if (isMap(whole)) return typeof part === 'string' && Object.hasOwn(whole, part)
  if (typeof whole === 'string') {
    frame.work(whole.length)
    return whole.includes(frame.text(part))
  }
  throw wrongType(`\`contains\` needs a list, a map or a text, not ${className(whole)}`)
}

/** Whether the text of a value is that of an item, or of a key or value of a map. */
export function isIn(frame: Frame, part: Datum, whole: Datum): boolean {
  if (part === null || whole === null) return false
  const wanted = frame.text(part)
  const found = (item: Datum): boolean => frame.text(item) === wanted
  if (isList(whole)) {
    frame.spend(whole.length)
    return whole.some(found)
  }
  return isMap(whole) && Object.entries(whole).some(([key, value]) => key === wanted || found(value))
}
