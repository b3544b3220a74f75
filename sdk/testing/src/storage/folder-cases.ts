// Cases about many files: lists, removal, and several writers.

import assert from 'node:assert/strict'
import type { StorageUri } from '@millrace/ports'
import type { ConformanceCase } from '../suite.ts'
import { bytes, partsOf, readText } from './harness.ts'
import type { StorageHarness } from './harness.ts'

const NAMES: readonly StorageUri[] = [
  'kestra:///a/b/2',
  'kestra:///a/b/10',
  'kestra:///a/bc',
  'kestra:///a/B',
  'kestra:///z',
]

async function putAll({ storage }: StorageHarness): Promise<void> {
  for (const uri of NAMES) await storage.put(uri, bytes(uri))
}

export const folderCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    id: 'storage-list',
    title: 'a list gives the files below a path at any depth, in order, and no neighbour whose name begins alike',
    async run(harness) {
      await putAll(harness)
      const { storage } = harness
      assert.deepEqual(await storage.list('kestra:///'), [...NAMES].sort())
      assert.deepEqual(await storage.list('kestra:///a/b'), ['kestra:///a/b/10', 'kestra:///a/b/2'])
      assert.deepEqual(await storage.list('kestra:///a/b/'), ['kestra:///a/b/10', 'kestra:///a/b/2'])
    },
  },
  {
    id: 'storage-remove-file',
    title: 'removing a file leaves its neighbours, and a folder is not removed by the name of a file',
    async run(harness) {
      await putAll(harness)
      const { storage } = harness
      assert.equal(await storage.remove('kestra:///a/b/2'), 1)
      assert.equal(await storage.remove('kestra:///a/b/2'), 0)
      assert.equal(await storage.remove('kestra:///a'), 0)
      assert.deepEqual(await storage.list('kestra:///'), NAMES.filter((uri) => uri !== 'kestra:///a/b/2').sort())
    },
  },
  {
    id: 'storage-remove-folder',
    title: 'removing a path that ends in a slash removes all below it, counts it, and leaves the rest',
    async run(harness) {
      await putAll(harness)
      const { storage } = harness
      assert.equal(await storage.remove('kestra:///a/b/'), 2)
      assert.equal(await storage.remove('kestra:///a/b/'), 0)
      assert.deepEqual(await storage.list('kestra:///'), ['kestra:///a/B', 'kestra:///a/bc', 'kestra:///z'])
      assert.equal(await storage.remove('kestra:///'), 3)
      assert.deepEqual(await storage.list('kestra:///'), [])
    },
  },
  {
    id: 'storage-two-writers',
    title: 'of several puts to one URI at once one stays, whole',
    async run({ storage }) {
      const contents = Array.from({ length: 8 }, (_, writer) => String(writer).repeat(1000))
      await Promise.all(contents.map((content) => storage.put('kestra:///same', partsOf(content, content))))
      const found = await readText(storage, 'kestra:///same')
      assert.ok(
        contents.some((content) => content + content === found),
        'contents were mixed',
      )
    },
  },
  {
    id: 'storage-put-beside-removal',
    title: 'putting into a folder that is emptied at the same time never fails',
    async run({ storage }) {
      const turns = Array.from({ length: 40 }, (_, turn) => turn)
      await Promise.all(
        turns.flatMap((turn) => [
          storage.put(`kestra:///x/y/${turn}`, bytes('kept')).then(() => storage.remove(`kestra:///x/y/${turn}`)),
          storage.list('kestra:///x'),
        ]),
      )
      assert.deepEqual(await storage.list('kestra:///x'), [])
    },
  },
  {
    id: 'storage-shared',
    title: 'another opening of the same place has the same id and sees the files at once',
    async run(harness) {
      const { storage } = harness
      await storage.put('kestra:///a/file', bytes('seen'))
      const other = await harness.reopen()
      assert.equal(other.id, storage.id)
      assert.equal(await readText(other, 'kestra:///a/file'), 'seen')
      await other.put('kestra:///a/back', bytes('too'))
      assert.equal(await readText(storage, 'kestra:///a/back'), 'too')
    },
  },
]
