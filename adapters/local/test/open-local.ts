// The adapter in a folder of its own, removed afterwards.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AdapterHost, Secrets, Storage } from '@millrace/sdk-adapter'
import { adapter } from '../src/index.ts'

export interface OpenLocal extends AsyncDisposable {
  readonly dataDirectory: string
  readonly storage: Storage
  readonly secrets: Secrets
  reopen(): Promise<Storage>
}

export function hostOf(dataDirectory: string): AdapterHost {
  let count = 0
  return {
    clock: { now: () => Date.now(), after: () => () => {} },
    ids: { next: () => `id-${process.pid}-${(count += 1)}-${Math.random().toString(36).slice(2)}` },
    dataDirectory,
    service: 'test',
    log: () => {},
  }
}

export async function openLocal(options: { readonly secretPrefix?: string } = {}): Promise<OpenLocal> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'millrace-local-'))
  const opened = await adapter.open(options, hostOf(dataDirectory))
  return {
    dataDirectory,
    storage: opened.storage as Storage,
    secrets: opened.secrets as Secrets,
    reopen: async () => (await adapter.open(options, hostOf(dataDirectory))).storage as Storage,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
