import type { LogEntry } from '@millrace/model'
import type { LogStore } from '@millrace/ports'
import { expect, it } from 'vitest'
import { LogTail } from '../../src/executions/log-tail.ts'

const line = (sequence: number, at: number): LogEntry =>
  ({
    executionId: 'e',
    taskRunId: 't',
    attempt: 1,
    sequence,
    at,
    level: 'INFO',
    message: `line ${sequence}`,
  }) as LogEntry

/** Two lines a page; remembers from when on it was asked. */
class Lines implements Pick<LogStore, 'page'> {
  readonly stored: LogEntry[] = []
  readonly asked: (number | undefined)[] = []

  page: LogStore['page'] = (filter, { after }) => {
    if (after === undefined) this.asked.push(filter.from)
    const from = filter.from ?? 0
    const found = this.stored.filter(({ at }) => at >= from).toSorted((one, other) => one.at - other.at)
    const start = Number(after ?? 0)
    const next = start + 2 < found.length ? { next: String(start + 2) } : {}
    return Promise.resolve({ items: found.slice(start, start + 2), ...next })
  }
}

async function read(tail: LogTail): Promise<readonly number[]> {
  const sequences: number[] = []
  for await (const { sequence } of tail.read()) sequences.push(sequence)
  return sequences
}

it('gives each line once, whatever page it is on and however late it comes', async () => {
  const lines = new Lines()
  const tail = new LogTail(lines, { executionId: 'e' })
  lines.stored.push(line(1, 1_000), line(2, 2_000), line(3, 3_000), line(5, 30_000))
  expect(await read(tail)).toEqual([1, 2, 3, 5])
  lines.stored.push(line(4, 25_000), line(6, 31_000))
  expect(await read(tail)).toEqual([4, 6])
  expect(await read(tail)).toEqual([])
})

it('looks back no further than a line may be late, and never before where it began', async () => {
  const lines = new Lines()
  const tail = new LogTail(lines, { executionId: 'e', from: 1_000 })
  lines.stored.push(line(1, 2_000))
  await read(tail)
  lines.stored.push(line(2, 50_000))
  await read(tail)
  await read(tail)
  expect(lines.asked).toEqual([1_000, 1_000, 40_000])
})
