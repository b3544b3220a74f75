import { beforeEach, expect, test } from 'vitest'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
beforeEach(async () => {
  place = await openPlace()
})

const filesOf = async (namespace: string): Promise<readonly string[]> => place.platform.files.list(namespace)

test('files are kept in the namespace, copied out and removed', async () => {
  const { uri } = await place.outputs('core/write', { content: 'stored' })
  const { files } = await place.outputs('core/namespace-upload', {
    files: { 'a.txt': 'text', '/deep/b.json': { b: 1 } },
    filesMap: { 'c.bin': uri ?? null },
    destination: '/in/',
  })
  expect(files).toEqual({
    'in/a.txt': 'kestra:///test/_files/in/a.txt',
    'in/deep/b.json': 'kestra:///test/_files/in/deep/b.json',
    'in/c.bin': 'kestra:///test/_files/in/c.bin',
  })
  const downloaded = (await place.outputs('core/namespace-download', { files: ['*.txt', '/in/*.bin'] }))['files']
  expect(Object.keys(downloaded as object).sort()).toEqual(['in/a.txt', 'in/c.bin'])
  await place.outputs('core/namespace-delete', { files: '*.{txt,bin}' })
  expect(await filesOf('test')).toEqual(['in/deep/b.json'])
})

test('files of the working folder leave no other copy', async () => {
  await place.outputs('core/namespace-upload', { files: ['*'] })
  expect(await place.storage.list('kestra:///')).toEqual([])
})

test.each([
  ['OVERWRITE', 'new', undefined],
  ['SKIP', 'old', undefined],
  ['ERROR', 'old', 'MR_TASK_FAILED'],
])('on a conflict: %s', async (conflict, content, code) => {
  await place.outputs('core/namespace-upload', { files: { a: 'old' }, namespace: 'x.y' })
  const { error } = await place.run('core/namespace-upload', { files: { a: 'new' }, namespace: 'x.y', conflict })
  expect(error?.code).toBe(code)
  const chunks: Uint8Array[] = []
  for await (const chunk of await place.storage.get('kestra:///x/y/_files/a')) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe(content)
})

test.each(['../a', 'a/../b', 'a//b', '..'])('the path %j is refused', async (name) => {
  const { error } = await place.run('core/namespace-upload', { files: { [name]: 'x' } })
  expect(error?.code).toBe('MR_STORAGE_URI')
})

test('regular expressions are refused', async () => {
  const { error } = await place.run('core/namespace-delete', { files: 'regex:.*' })
  expect(error?.code).toBe('MR_TASK_PROPERTY')
})
