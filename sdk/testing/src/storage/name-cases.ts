// Cases about URIs: which are accepted, and that none reaches out of the storage.

import assert from 'node:assert/strict'
import type { StorageUri } from '@millrace/ports'
import type { ConformanceCase } from '../suite.ts'
import { bytes, readText, rejectsWith } from './harness.ts'
import type { StorageHarness } from './harness.ts'

const REFUSED = [
  'kestra:///',
  'kestra:///a//b',
  'kestra:////a',
  'kestra:///../outside',
  'kestra:///a/../../outside',
  'kestra:///a/..',
  'kestra:///./a',
  'kestra:///a\\..\\b',
  'kestra:///a\0b',
  'kestra:///a\nb',
  `kestra:///${'x'.repeat(256)}`,
  `kestra:///${'é'.repeat(128)}`,
  'kestra:///\uD800',
  'kestra://host/a',
  '/etc/passwd',
  'file:///etc/passwd',
  '',
] as readonly StorageUri[]

const ACCEPTED: readonly StorageUri[] = [
  'kestra:///a b/c d.txt',
  'kestra:///ünïcode/日本語.txt',
  'kestra:///%2e%2e/%2fetc',
  'kestra:///..a/b..',
  'kestra:///...',
  'kestra:///.hidden',
  'kestra:///a?b#c&d=e',
  'kestra:///-rf',
  `kestra:///${'x'.repeat(255)}`,
]

export const nameCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    id: 'storage-uri-refused',
    title: 'a text that is no URI of a file is refused by every operation',
    async run({ storage }) {
      for (const uri of REFUSED) {
        const name = JSON.stringify(uri)
        await rejectsWith('MR_STORAGE_URI', `put ${name}`, () => storage.put(uri, bytes('x')))
        await rejectsWith('MR_STORAGE_URI', `get ${name}`, () => storage.get(uri))
        await rejectsWith('MR_STORAGE_URI', `stat ${name}`, () => storage.stat(uri))
      }
      for (const uri of REFUSED.filter((each) => each !== 'kestra:///')) {
        await rejectsWith('MR_STORAGE_URI', `list ${JSON.stringify(uri)}`, () => storage.list(uri))
        await rejectsWith('MR_STORAGE_URI', `remove ${JSON.stringify(uri)}`, () => storage.remove(uri))
      }
      assert.deepEqual(await storage.list('kestra:///'), [])
    },
  },
  {
    id: 'storage-uri-as-is',
    title: 'segments are taken as they are: spaces, other scripts, per cent signs, dots',
    async run({ storage }) {
      for (const uri of ACCEPTED) await storage.put(uri, bytes(uri))
      for (const uri of ACCEPTED) assert.equal(await readText(storage, uri), uri)
      assert.deepEqual(await storage.list('kestra:///'), [...ACCEPTED].sort())
    },
  },
]
