import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLocal } from './open-local.ts'
import type { OpenLocal } from './open-local.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const filesOf = (local: OpenLocal) => path.join(local.dataDirectory, 'storage', 'files')

describe('storage in a folder', () => {
  test('links that lead out of the root are neither read, listed, written through nor removed through', async () => {
    await using local = await openLocal()
    const outside = path.join(local.dataDirectory, 'outside')
    await mkdir(outside)
    await writeFile(path.join(outside, 'secret'), 'secret')
    await symlink(outside, path.join(filesOf(local), 'folder'))
    await symlink(path.join(outside, 'secret'), path.join(filesOf(local), 'file'))

    const refused = { code: 'MR_STORAGE_URI' }
    await expect(local.storage.get('kestra:///file')).rejects.toMatchObject(refused)
    await expect(local.storage.get('kestra:///folder/secret')).rejects.toMatchObject(refused)
    await expect(local.storage.stat('kestra:///folder/secret')).rejects.toMatchObject(refused)
    await expect(local.storage.put('kestra:///folder/new', bytes('x'))).rejects.toMatchObject(refused)
    await expect(local.storage.put('kestra:///folder/deep/new', bytes('x'))).rejects.toMatchObject(refused)
    await expect(local.storage.remove('kestra:///folder/secret')).rejects.toMatchObject(refused)
    await expect(local.storage.remove('kestra:///folder/')).rejects.toMatchObject(refused)
    expect(await local.storage.list('kestra:///')).toEqual([])
    expect(await readdir(outside)).toEqual(['secret'])
  })

  test('a put over a link replaces the link, not what it points to', async () => {
    await using local = await openLocal()
    const outside = path.join(local.dataDirectory, 'outside')
    await writeFile(outside, 'untouched')
    await symlink(outside, path.join(filesOf(local), 'file'))
    await local.storage.put('kestra:///file', bytes('mine'))
    expect((await local.storage.stat('kestra:///file'))?.size).toBe(4)
    expect(await readFile(outside, 'utf8')).toBe('untouched')
  })

  test('a process killed in the middle of a put leaves the older file and nothing visible', async () => {
    await using local = await openLocal()
    await local.storage.put('kestra:///a/old', bytes('old'))
    const child = spawn(
      process.execPath,
      ['--conditions=source', path.join(import.meta.dirname, 'put-and-hang.ts'), local.dataDirectory],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    )
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const found: Uint8Array[] = []
    for await (const chunk of await local.storage.get('kestra:///a/old')) found.push(chunk)
    expect(Buffer.concat(found).toString()).toBe('old')
    expect(await local.storage.list('kestra:///')).toEqual(['kestra:///a/old'])
    expect(await readdir(path.join(local.dataDirectory, 'storage', 'temporary'))).toHaveLength(1)
  })

  test('what a dead process left half written is removed when it is a day old', async () => {
    await using local = await openLocal()
    const temporary = path.join(local.dataDirectory, 'storage', 'temporary')
    await writeFile(path.join(temporary, 'stale'), 'x')
    await writeFile(path.join(temporary, 'fresh'), 'x')
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
    await utimes(path.join(temporary, 'stale'), twoDaysAgo, twoDaysAgo)
    await local.reopen()
    expect(await readdir(temporary)).toEqual(['fresh'])
  })

  test('processes that open a new storage at once agree on its id', async () => {
    await using local = await openLocal()
    const openings = await Promise.all(Array.from({ length: 8 }, () => local.reopen()))
    expect(new Set(openings.map((storage) => storage.id))).toEqual(new Set([local.storage.id]))
    await using other = await openLocal()
    expect(other.storage.id).not.toBe(local.storage.id)
  })

  test('folders that a removal empties go away', async () => {
    await using local = await openLocal()
    await local.storage.put('kestra:///a/b/c/file', bytes('x'))
    await local.storage.remove('kestra:///a/b/c/file')
    expect(await readdir(filesOf(local))).toEqual([])
  })

  test('content that nobody reads holds no file open', async () => {
    await using local = await openLocal()
    await local.storage.put('kestra:///file', bytes('x'))
    const before = (await readdir('/proc/self/fd')).length
    for (let turn = 0; turn < 20; turn += 1) await local.storage.get('kestra:///file')
    expect((await readdir('/proc/self/fd')).length).toBeLessThanOrEqual(before)
  })
})
