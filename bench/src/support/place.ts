// Where benches keep their databases: on the disk of the checkout, not in memory.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** `MILLRACE_BENCH_DIRECTORY`, or a folder of the checkout that git ignores. */
export function benchDirectory(): string {
  const directory =
    process.env['MILLRACE_BENCH_DIRECTORY'] ?? join(import.meta.dirname, '..', '..', '..', '.cache', 'bench')
  mkdirSync(directory, { recursive: true })
  return directory
}
