// Durations, sizes and values as people read them.

/** `12 ms`, `1.40 s`, `3 min 05 s`, `2 h 10 min`. */
export function readableDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${twoDigits(Math.floor((ms % 60_000) / 1000))} s`
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

/** One line for any value of an output; long ones are cut. */
export function readableValue(value: unknown, width = 100): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = (text ?? '').replaceAll('\n', ' ⏎ ')
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

const twoDigits = (count: number): string => String(count).padStart(2, '0')
