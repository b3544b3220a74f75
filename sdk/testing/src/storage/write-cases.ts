// Cases about writing and reading whole files.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Bytes } from '@millrace/ports'
import type { ConformanceCase } from '../suite.ts'
import { bytes, partsOf, readText, rejectsWith } from './harness.ts'
import type { StorageHarness } from './harness.ts'

const LARGE_CHUNKS = 512
const CHUNK_BYTES = 65_536

async function* largeContent(): Bytes {
  for (let index = 0; index < LARGE_CHUNKS; index += 1) yield Buffer.alloc(CHUNK_BYTES, index % 251)
}

async function digestOf(content: Bytes): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of content) hash.update(chunk)
  return hash.digest('hex')
}

async function* failingSource(): Bytes {
  yield bytes('half')
  throw new RangeError('the source broke')
}

export const writeCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    id: 'storage-round-trip',
    title: 'a file that was put is read back, and its size is given',
    async run({ storage }) {
      assert.equal(await storage.put('kestra:///a/one.txt', bytes('héllo')), 6)
      assert.equal(await storage.put('kestra:///a/two.txt', partsOf('two', ' ', 'parts')), 9)
      assert.equal(await readText(storage, 'kestra:///a/one.txt'), 'héllo')
      assert.equal(await readText(storage, 'kestra:///a/two.txt'), 'two parts')
      assert.equal((await storage.stat('kestra:///a/two.txt'))?.size, 9)
    },
  },
  {
    id: 'storage-empty-file',
    title: 'an empty file is a file',
    async run({ storage }) {
      assert.equal(await storage.put('kestra:///empty', bytes('')), 0)
      assert.equal(await readText(storage, 'kestra:///empty'), '')
      assert.equal((await storage.stat('kestra:///empty'))?.size, 0)
    },
  },
  {
    id: 'storage-replace',
    title: 'a later put replaces the file, a shorter one as well',
    async run({ storage }) {
      await storage.put('kestra:///a/file', bytes('a long first content'))
      await storage.put('kestra:///a/file', bytes('short'))
      assert.equal(await readText(storage, 'kestra:///a/file'), 'short')
    },
  },
  {
    id: 'storage-all-or-nothing',
    title: 'a put whose source fails rejects with its error and changes nothing',
    async run({ storage }) {
      await storage.put('kestra:///a/old', bytes('old'))
      await assert.rejects(async () => storage.put('kestra:///a/old', failingSource()), RangeError)
      await assert.rejects(async () => storage.put('kestra:///a/new', failingSource()), RangeError)
      assert.equal(await readText(storage, 'kestra:///a/old'), 'old')
      assert.deepEqual(await storage.list('kestra:///'), ['kestra:///a/old'])
    },
  },
  {
    id: 'storage-large-file',
    title: 'a file of 32 MiB is streamed in and out unchanged',
    timeoutMs: 60_000,
    async run({ storage }) {
      const size = await storage.put('kestra:///large.bin', largeContent())
      assert.equal(size, LARGE_CHUNKS * CHUNK_BYTES)
      assert.equal(await digestOf(await storage.get('kestra:///large.bin')), await digestOf(largeContent()))
    },
  },
  {
    id: 'storage-range',
    title: 'a range gives its bytes, the end not included, and ends with the file',
    async run({ storage }) {
      await storage.put('kestra:///digits', bytes('0123456789'))
      assert.equal(await readText(storage, 'kestra:///digits', { start: 2, end: 5 }), '234')
      assert.equal(await readText(storage, 'kestra:///digits', { start: 7 }), '789')
      assert.equal(await readText(storage, 'kestra:///digits', { start: 8, end: 100 }), '89')
      assert.equal(await readText(storage, 'kestra:///digits', { start: 10 }), '')
      assert.equal(await readText(storage, 'kestra:///digits', { start: 4, end: 4 }), '')
    },
  },
  {
    id: 'storage-missing',
    title: 'what does not exist is told apart from what is empty',
    async run({ storage }) {
      await storage.put('kestra:///folder/file', bytes('x'))
      await rejectsWith('MR_STORAGE_NOT_FOUND', 'reading no file', () => storage.get('kestra:///none'))
      await rejectsWith('MR_STORAGE_NOT_FOUND', 'reading a folder', () => storage.get('kestra:///folder'))
      await rejectsWith('MR_STORAGE_NOT_FOUND', 'reading below a file', () =>
        storage.get('kestra:///folder/file/below'),
      )
      assert.equal(await storage.stat('kestra:///none'), undefined)
      assert.equal(await storage.stat('kestra:///folder'), undefined)
      assert.equal(await storage.remove('kestra:///none'), 0)
      assert.deepEqual(await storage.list('kestra:///none'), [])
    },
  },
]
