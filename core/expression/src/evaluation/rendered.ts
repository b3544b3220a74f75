/**
 * Texts that are templates themselves: `render()`, and variables that are rendered when read.
 */
import { type Datum, isList, isMap, LazyMap, ownEntry, type Raw, type Source, Unloaded } from '../values/value.ts'
import { memberOf } from './access.ts'
import type { Frame } from './frame.ts'
import { Failure } from './signals.ts'
import { TextWriter, TypedWriter, type Writer } from './writer.ts'

const MAX_ROUNDS = 100

/** The text that a template renders to, with the names in reach here. */
export function renderOnce(frame: Frame, source: string): string {
  const writer = new TextWriter(frame.limits.output)
  run(frame, source, writer)
  return writer.result
}

/** Renders again until the text no longer changes. */
export function renderFully(frame: Frame, source: string): string {
  let text = source
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const next = renderOnce(frame, text)
    if (next === text) return text
    text = next
  }
  throw new Failure('MR_EXPRESSION_LIMIT', 'Too many rendering attempts')
}

function run(frame: Frame, source: string, writer: Writer): void {
  frame.deeper(() => frame.write(frame, source, writer))
}

/** A variable as it is read: rendered where the context asks for it. */
export function renderedVariable(frame: Frame, name: string, value: Raw): Raw {
  const names = frame.context.renderVariables
  return names?.includes(name) === true ? rendered(frame, value) : value
}

function rendered(frame: Frame, value: Raw): Raw {
  if (typeof value === 'string') return value.includes('{') ? renderTyped(frame, value) : value
  if (isList(value)) return value.map((item) => rendered(frame, item) as Datum)
  return isMap(value) || value instanceof LazyMap ? new RenderedMap(frame, value) : value
}

function renderTyped(frame: Frame, source: string): Datum {
  const writer = new TypedWriter(frame.limits.output)
  run(frame, source, writer)
  return writer.result
}

/** A map whose texts are rendered one by one, when they are read. */
class RenderedMap extends LazyMap {
  readonly #frame: Frame
  readonly #map: LazyMap | { readonly [key: string]: Datum }

  constructor(frame: Frame, map: LazyMap | { readonly [key: string]: Datum }) {
    super()
    this.#frame = frame
    this.#map = map
  }

  get(key: string): Source | undefined {
    const value = this.#map instanceof LazyMap ? memberOf(this.#frame, this.#map, key) : ownEntry(this.#map, key)
    return value === undefined ? undefined : (rendered(this.#frame, value) as Source)
  }

  keys(): readonly string[] | Unloaded {
    return this.#map instanceof LazyMap ? this.#map.keys() : Object.keys(this.#map)
  }
}
