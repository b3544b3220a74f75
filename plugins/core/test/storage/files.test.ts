import { beforeEach, expect, test } from 'vitest'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
beforeEach(async () => {
  place = await openPlace()
})

test('a file is removed once', async () => {
  const { uri } = await place.outputs('core/write', { content: 'x' })
  expect(await place.outputs('core/delete', { uri: uri ?? null })).toEqual({ uri, deleted: true })
  expect(await place.outputs('core/delete', { uri: uri ?? null })).toEqual({ uri, deleted: false })
  const again = await place.run('core/delete', { uri: uri ?? null, errorOnMissing: true })
  expect(again.error?.code).toBe('MR_STORAGE_NOT_FOUND')
})

test('a folder is no file, so that nothing else goes with it', async () => {
  await place.storage.put('kestra:///test/a', Buffer.from('x'))
  expect((await place.run('core/delete', { uri: 'kestra:///test/' })).error?.code).toBe('MR_STORAGE_URI')
  expect((await place.run('core/delete', { uri: 'kestra:///' })).error?.code).toBe('MR_STORAGE_URI')
  expect(await place.storage.list('kestra:///')).toEqual(['kestra:///test/a'])
})

test('the files of the execution go, those of others stay', async () => {
  await place.storage.put('kestra:///other', Buffer.from('x'))
  const { uri } = await place.outputs('core/write', { content: 'x' })
  expect(await place.outputs('core/purge-execution-files', {})).toEqual({ uris: [uri] })
  expect(await place.storage.list('kestra:///')).toEqual(['kestra:///other'])
})

test('files are written into the working folder and stored from it', async () => {
  const { uri } = await place.outputs('core/write', { content: 'stored' })
  const inputs = JSON.stringify({ 'out/text.txt': 'hello', 'out/copy.txt': uri, 'json.json': { a: 1 }, none: null })
  const { uris } = await place.outputs('core/local-files', { inputs, outputs: ['out/*', '*.json'] })
  const found = uris as Record<string, string>
  expect(Object.keys(found).sort()).toEqual(['json.json', 'out/copy.txt', 'out/text.txt'])
  const sizes = await Promise.all(
    Object.keys(found)
      .sort()
      .map(async (name) => (await place.outputs('core/size', { uri: found[name] ?? null }))['size']),
  )
  expect(sizes).toEqual([7, 6, 5])
})

test.each([{ inputs: { '../out': 'x' } }, { outputs: ['../*'] }, { outputs: ['/etc/passwd'] }])(
  'files outside the working folder are out of reach: %j',
  async (properties) => {
    expect((await place.run('core/local-files', properties)).error?.code).toBe('MR_TASK_FILE')
  },
)
