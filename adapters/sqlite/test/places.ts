// What the tests of this package open: folders of their own, hosts on the clock of the machine, writers without an adapter.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sortableId, type AdapterHost, type EntityChange } from '@millrace/sdk-adapter'
import { onTestFinished } from 'vitest'

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-sqlite-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

let drawn = 0

export const clock = {
  now: () => Date.now(),
  after(delayMs: number, action: () => void) {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
}

export function hostIn(dataDirectory: string): AdapterHost {
  return {
    clock,
    ids: { next: () => sortableId(Date.now(), () => (drawn += 1)) },
    dataDirectory,
    service: 'test',
    log: () => {},
  }
}

export function execution(id: string, changes: Partial<EntityChange> = {}): EntityChange {
  const row = {
    namespace: 'company',
    flowId: 'flow',
    flowRevision: 1,
    state: 'RUNNING',
    startedAt: Date.now(),
    labels: [],
  }
  return {
    ref: { kind: 'execution', key: id },
    expectedVersion: 0,
    body: '{}',
    isLive: true,
    parts: [],
    row,
    ...changes,
  }
}
