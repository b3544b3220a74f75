// The known words that a mistyped one most likely meant: for keys, task types, names in expressions.

/**
 * The nearest first, at most `limit`; none where more than a third of the letters, and more than two, would have to
 * change. Case, `-` and `_` do not count.
 */
export function nearestWords(word: string, known: readonly string[], limit = 3): readonly string[] {
  const allowed = Math.max(2, Math.floor(word.length / 3))
  return known
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate)
}

const plain = (word: string): string => word.replace(/[-_ ]/g, '').toLowerCase()

/** Levenshtein's distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < right.length; j += 1) {
      const replaced = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
