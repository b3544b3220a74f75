// Circles in dependencies.

/** The ids along each circle, beginning with the one that comes first in `graph`; every circle once. */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const done = new Set<string>()
  const circles: (readonly string[])[] = []
  const visit = (id: string, way: readonly string[]): void => {
    const at = way.indexOf(id)
    if (at >= 0) {
      circles.push(way.slice(at))
      return
    }
    if (done.has(id)) return
    for (const next of graph.get(id) ?? []) if (graph.has(next)) visit(next, [...way, id])
    done.add(id)
  }
  for (const id of graph.keys()) visit(id, [])
  return circles
}
