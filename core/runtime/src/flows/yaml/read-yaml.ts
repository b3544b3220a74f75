// Reads one YAML (or JSON) document from a stranger: bounded in size, depth, nodes and aliases, so that no text can
// hang or end the process; every node can be found again by its path, with line and column.

import { constructFromEvents, CORE_SCHEMA, parseEvents, YAMLException, type Event } from 'js-yaml'
import { messageOf, MillraceError, type Json, type Position } from '@millrace/model'
import { measure } from './measure.ts'
import { positionAt, sourceTree, type SourceNode } from './source-tree.ts'

const YAML_LIMITS = { bytes: 1024 * 1024, depth: 64, aliases: 50, nodes: 100_000 } as const

export type Path = readonly (string | number)[]

export interface YamlDocument {
  readonly value: Json
  /** Where the node at `path` stands; the nearest node above it when there is none. `key`: the property name, not its value. */
  locate(path: Path, part?: 'key' | 'value'): Position
}

/**
 * The only document of `source`. Throws MR_YAML_SYNTAX with the line and column of what is wrong, MR_REQUEST_TOO_LARGE
 * for more than 1 MiB.
 */
export function readYaml(source: string): YamlDocument {
  if (Buffer.byteLength(source) > YAML_LIMITS.bytes) {
    throw new MillraceError('MR_REQUEST_TOO_LARGE', `The document is larger than ${YAML_LIMITS.bytes} bytes.`)
  }
  const events = guarded(source, () => parseEvents(source, { maxDepth: YAML_LIMITS.depth + 1 }))
  checkShape(source, events)
  const value = guarded(
    source,
    () => constructFromEvents(events, { source, schema: CORE_SCHEMA, maxAliases: YAML_LIMITS.aliases })[0],
  ) as Json
  let tree: SourceNode | undefined
  const locate = (path: Path, part: 'key' | 'value' = 'value'): Position => {
    tree ??= sourceTree(source, events)
    return locateIn(source, tree, path, part)
  }
  return { value, locate }
}

function checkShape(source: string, events: readonly Event[]): void {
  const shape = measure(source, events)
  const refuse = (message: string, offset: number): never => {
    throw new MillraceError('MR_YAML_SYNTAX', message, { position: positionAt(source, offset) })
  }
  if (shape.documents === 0) refuse('The document is empty.', 0)
  if (shape.documents > 1) refuse('There is more than one document in the text.', shape.secondDocumentAt)
  if (shape.unboundAliasAt !== undefined)
    refuse('An alias stands within its own anchor, or names none.', shape.unboundAliasAt)
  if (shape.depth > YAML_LIMITS.depth)
    refuse(`The document is nested deeper than ${YAML_LIMITS.depth} levels.`, shape.deepestAt)
  if (shape.nodes > YAML_LIMITS.nodes)
    refuse(`The document has more than ${YAML_LIMITS.nodes} nodes, aliases expanded.`, 0)
}

function guarded<T>(source: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof YAMLException))
      throw new MillraceError('MR_YAML_SYNTAX', `The text is not YAML: ${messageOf(error)}.`, { cause: error })
    const position =
      error.mark === undefined ? positionAt(source, 0) : { line: error.mark.line + 1, column: error.mark.column + 1 }
    throw new MillraceError('MR_YAML_SYNTAX', `The text is not YAML: ${error.reason}.`, { position })
  }
}

function locateIn(source: string, root: SourceNode, path: Path, part: 'key' | 'value'): Position {
  let node = root
  let offset = root.start
  for (const [index, segment] of path.entries()) {
    const child = node.children.get(String(segment))
    if (child === undefined) break
    const isLast = index === path.length - 1
    offset = isLast && part === 'key' ? (child.keyStart ?? child.start) : child.start
    node = child
  }
  return positionAt(source, offset)
}
