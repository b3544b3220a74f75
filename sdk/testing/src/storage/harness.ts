// What the storage suite asks of an adapter, and the small readers that its cases share.

import assert from 'node:assert/strict'
import { isMillraceError } from '@millrace/model'
import type { ErrorCode } from '@millrace/model'
import type { Bytes, Storage, StorageUri } from '@millrace/ports'

export interface StorageHarness {
  /** Empty at first. */
  readonly storage: Storage
  /** Another opening of the same place, as another role or a later start has it. The harness closes it. */
  reopen(): Promise<Storage>
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A source that gives its parts one by one. */
export async function* partsOf(...parts: readonly string[]): Bytes {
  for (const part of parts) yield bytes(part)
}

export async function readText(
  storage: Storage,
  uri: StorageUri,
  range?: Parameters<Storage['get']>[1],
): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await storage.get(uri, range)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Holds when the promise rejects with this code. */
export async function rejectsWith(code: ErrorCode, what: string, action: () => Promise<unknown>): Promise<void> {
  await assert.rejects(
    action,
    (thrown: unknown) => {
      assert.ok(isMillraceError(thrown), `${what} rejects with something that is no MillraceError: ${String(thrown)}`)
      assert.equal(thrown.code, code, what)
      return true
    },
    `${what} does not reject`,
  )
}
