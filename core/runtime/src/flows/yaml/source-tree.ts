// Where each node of a YAML document stands in its text. Built only when somebody asks for a position.

import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml'
import type { Position } from '@millrace/model'

export interface SourceNode {
  /** Offset of the value. */
  readonly start: number
  /** Offset of the key, in a mapping. */
  readonly keyStart?: number
  /** By property name or index. */
  readonly children: ReadonlyMap<string, SourceNode>
}

interface Reader {
  readonly source: string
  readonly events: readonly Event[]
  readonly anchors: Map<string, SourceNode>
  at: number
}

const NO_CHILDREN: ReadonlyMap<string, SourceNode> = new Map()

/** The tree of the first document. Its depth was measured before. */
export function sourceTree(source: string, events: readonly Event[]): SourceNode {
  return readNode({ source, events, anchors: new Map(), at: 1 })
}

function readNode(reader: Reader): SourceNode {
  const event = reader.events[reader.at]
  reader.at += 1
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return remember(reader, event, { start: startOf(reader.source, event), children: NO_CHILDREN })
    case EVENT_ID.ALIAS: {
      const target = reader.anchors.get(reader.source.slice(event.anchorStart, event.anchorEnd))
      return { start: event.anchorStart - 1, children: target?.children ?? NO_CHILDREN }
    }
    case EVENT_ID.SEQUENCE:
      return remember(reader, event, { start: event.start, children: readItems(reader) })
    case EVENT_ID.MAPPING:
      return remember(reader, event, { start: event.start, children: readEntries(reader) })
    default:
      return { start: 0, children: NO_CHILDREN }
  }
}

function remember(
  reader: Reader,
  event: { readonly anchorStart: number; readonly anchorEnd: number },
  node: SourceNode,
): SourceNode {
  if (event.anchorStart >= 0) reader.anchors.set(reader.source.slice(event.anchorStart, event.anchorEnd), node)
  return node
}

function isClosed(reader: Reader): boolean {
  const event = reader.events[reader.at]
  if (event !== undefined && event.type !== EVENT_ID.POP) return false
  reader.at += 1
  return true
}

function readItems(reader: Reader): ReadonlyMap<string, SourceNode> {
  const items = new Map<string, SourceNode>()
  while (!isClosed(reader)) items.set(String(items.size), readNode(reader))
  return items
}

function readEntries(reader: Reader): ReadonlyMap<string, SourceNode> {
  const entries = new Map<string, SourceNode>()
  while (!isClosed(reader)) {
    const event = reader.events[reader.at]
    const name = event?.type === EVENT_ID.SCALAR ? getScalarValue(reader.source, event) : ''
    const key = readNode(reader)
    const value = readNode(reader)
    entries.set(name, {
      start: value.start < 0 ? key.start : value.start,
      keyStart: key.start,
      children: value.children,
    })
  }
  return entries
}

/** The events leave out a quotation mark, begin a block at the start of its line, and give -1 to an absent value. */
function startOf(source: string, { valueStart, style }: ScalarEvent): number {
  switch (style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return valueStart - 1
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK: {
      const text = source.slice(valueStart)
      return valueStart + text.length - text.trimStart().length
    }
    case SCALAR_STYLE.PLAIN:
      return valueStart
  }
}

/** Line and column of an offset, both from 1. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, Math.max(0, offset))
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1
  return { line, column: before.length - lineStart + 1 }
}
