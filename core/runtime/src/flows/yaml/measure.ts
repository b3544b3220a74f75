// Measures a YAML document before anything is built from it: documents, and depth and number of nodes with every alias
// expanded. One pass over the events, no recursion.

import { EVENT_ID, type Event } from 'js-yaml'

export interface Shape {
  readonly documents: number
  readonly secondDocumentAt: number
  readonly nodes: number
  readonly depth: number
  readonly deepestAt: number
  /** An alias to an anchor that is not complete, or not there. */
  readonly unboundAliasAt: number | undefined
}

interface Size {
  readonly nodes: number
  /** Levels, its own counted; 0 for a scalar. */
  readonly height: number
}

interface Open {
  readonly anchor: string | undefined
  nodes: number
  height: number
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

interface Measurement {
  readonly source: string
  readonly anchors: Map<string, Size>
  /** The document itself comes first and is no level. */
  readonly open: Open[]
  readonly shape: Writable<Shape>
}

/** The shape of the documents in `events`, whose offsets point into `source`. */
export function measure(source: string, events: readonly Event[]): Shape {
  const shape = { documents: 0, secondDocumentAt: -1, nodes: 0, depth: 0, deepestAt: 0, unboundAliasAt: undefined }
  const measurement: Measurement = { source, anchors: new Map(), open: [], shape }
  for (const event of events) visit(measurement, event)
  return measurement.shape
}

function visit(measurement: Measurement, event: Event): void {
  switch (event.type) {
    case EVENT_ID.DOCUMENT:
      measurement.shape.documents += 1
      measurement.anchors.clear()
      measurement.open.push({ anchor: undefined, nodes: 0, height: 0 })
      return
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      noteDocument(measurement, event.start)
      measurement.open.push({ anchor: anchorOf(measurement.source, event), nodes: 1, height: 1 })
      return
    case EVENT_ID.SCALAR:
      noteDocument(measurement, event.valueStart)
      add(measurement, { nodes: 1, height: 0 }, anchorOf(measurement.source, event), event.valueStart)
      return
    case EVENT_ID.ALIAS: {
      const size = measurement.anchors.get(measurement.source.slice(event.anchorStart, event.anchorEnd))
      if (size === undefined) measurement.shape.unboundAliasAt ??= event.anchorStart
      else add(measurement, size, undefined, event.anchorStart)
      return
    }
    case EVENT_ID.POP:
      close(measurement)
  }
}

function noteDocument({ shape }: Measurement, at: number): void {
  if (shape.documents === 2 && shape.secondDocumentAt < 0) shape.secondDocumentAt = at
}

/** Counts a finished node towards what it stands in. */
function add({ anchors, open, shape }: Measurement, size: Size, anchor: string | undefined, at: number): void {
  if (anchor !== undefined) anchors.set(anchor, size)
  const depth = open.length - 1 + size.height
  if (depth > shape.depth) {
    shape.depth = depth
    shape.deepestAt = at
  }
  const parent = open.at(-1)
  if (parent === undefined) return
  parent.nodes += size.nodes
  parent.height = Math.max(parent.height, size.height + (open.length === 1 ? 0 : 1))
}

function close(measurement: Measurement): void {
  const closed = measurement.open.pop()
  if (closed === undefined) return
  if (measurement.open.length === 0) measurement.shape.nodes += closed.nodes
  else add(measurement, closed, closed.anchor, measurement.shape.deepestAt)
}

function anchorOf(
  source: string,
  event: { readonly anchorStart: number; readonly anchorEnd: number },
): string | undefined {
  return event.anchorStart < 0 ? undefined : source.slice(event.anchorStart, event.anchorEnd)
}
