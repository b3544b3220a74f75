// The writer under trouble: a full disk, a foreign lock, a statement that fails. Nothing is half applied, and it goes on.

import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { EntityStore } from '@millrace/sdk-adapter'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection, type Connection } from '../src/connection.ts'
import { openEntities } from '../src/entities/entities.ts'
import { migrate } from '../src/schema/migrate.ts'
import { Writer } from '../src/writer.ts'
import { clock, execution, temporaryDirectory } from './places.ts'

interface Opened {
  readonly file: string
  readonly connection: Connection
  readonly writer: Writer
  readonly entities: EntityStore
}

function open({ lockedLimitMs = 5000 } = {}): Opened {
  const file = join(temporaryDirectory(), 'test.db')
  const connection = openConnection(file)
  onTestFinished(() => connection.database.close())
  migrate(connection, 1)
  const writer = new Writer({ connection, clock, lockedLimitMs, onPublished: () => {} })
  return { file, connection, writer, entities: openEntities(connection, writer) }
}

const countOf = ({ database }: Connection, table: string) =>
  database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']

test('a full disk refuses the commit as unavailable, keeps nothing of it, and goes on when there is space', async () => {
  const { connection, entities } = open()
  await entities.commit({ changes: [execution('before')] })
  const pages = Number(connection.database.prepare('PRAGMA page_count').get()?.['page_count'])
  connection.database.exec(`PRAGMA max_page_count = ${pages + 5}`)
  const parts = [{ key: 'part', body: 'x'.repeat(100_000), isLive: true }]
  const commit = entities.commit({
    changes: [execution('small'), execution('large', { parts })],
    publish: [{ topic: 't', key: 'k', body: 'b' }],
  })
  await expect(commit).rejects.toMatchObject({ code: 'MR_DATABASE_UNAVAILABLE', kind: 'unavailable' })
  expect([countOf(connection, 'executions'), countOf(connection, 'parts'), countOf(connection, 'messages')]).toEqual([
    1, 0, 0,
  ])
  connection.database.exec('PRAGMA max_page_count = 1000000')
  expect(await entities.commit({ changes: [execution('small'), execution('large', { parts })] })).toEqual({
    committed: true,
  })
  expect(countOf(connection, 'executions')).toBe(3)
})

test('a lock of another program is waited for without blocking the event loop, and given up after a while', async () => {
  const { file, entities } = open({ lockedLimitMs: 400 })
  const foreign = new DatabaseSync(file)
  onTestFinished(() => foreign.close())
  foreign.exec('BEGIN IMMEDIATE')
  const commit = entities.commit({ changes: [execution('a')] })
  setTimeout(() => foreign.exec('ROLLBACK'), 150)
  expect(await commit).toEqual({ committed: true })
  foreign.exec('BEGIN IMMEDIATE')
  await expect(entities.commit({ changes: [execution('b')] })).rejects.toMatchObject({
    code: 'MR_DATABASE_UNAVAILABLE',
  })
  foreign.exec('ROLLBACK')
  expect(await entities.commit({ changes: [execution('b')] })).toEqual({ committed: true })
})

test('of tasks that share a transaction, one whose statement fails takes no other with it', async () => {
  const { connection, writer, entities } = open()
  const bad = writer.write((transaction) => transaction.connection.database.exec('SELECT nonsense'))
  const results = await Promise.allSettled([
    entities.commit({ changes: [execution('a')] }),
    bad,
    entities.commit({ changes: [execution('b')] }),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(countOf(connection, 'executions')).toBe(2)
})

test('a task that changes nothing durable is written with the others that do, and the connection is fully durable by itself', async () => {
  const { connection, writer } = open()
  const synchronous = () => connection.database.prepare('PRAGMA synchronous').get()?.['synchronous']
  expect(synchronous()).toBe(2)
  expect(await writer.write(synchronous, false)).toBe(1)
  const [brisk, durable] = await Promise.all([writer.write(synchronous, false), writer.write(synchronous)])
  expect([brisk, durable]).toEqual([2, 2])
})

test('a closed writer takes no more', async () => {
  const { writer, connection, entities } = open()
  const last = entities.commit({ changes: [execution('a')] })
  writer.close()
  expect(await last).toEqual({ committed: true })
  expect(countOf(connection, 'executions')).toBe(1)
  await expect(entities.commit({ changes: [execution('b')] })).rejects.toMatchObject({ code: 'MR_SHUTTING_DOWN' })
})
