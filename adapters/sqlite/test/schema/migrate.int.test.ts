// The schema is brought up to date once, and never taken for what it is not.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection, type Connection } from '../../src/connection.ts'
import { migrate } from '../../src/schema/migrate.ts'
import { MIGRATIONS } from '../../src/schema/migrations.ts'
import { temporaryDirectory } from '../places.ts'

function connect(file = join(temporaryDirectory(), 'test.db')): Connection {
  const connection = openConnection(file)
  onTestFinished(() => connection.database.close())
  return connection
}

const versions = ({ database }: Connection) =>
  database
    .prepare('SELECT version FROM schema_versions')
    .all()
    .map(({ version }) => version)

test('migrating twice changes nothing', () => {
  const connection = connect()
  migrate(connection, 1)
  migrate(connection, 2)
  expect(versions(connection)).toEqual(MIGRATIONS.map((_, index) => index + 1))
})

test('an older schema gets the versions that it lacks, in order', () => {
  const connection = connect()
  migrate(connection, 1)
  migrate(connection, 2, [...MIGRATIONS, 'CREATE TABLE added (id INTEGER)', 'ALTER TABLE added ADD COLUMN name TEXT'])
  expect(versions(connection).length).toBe(MIGRATIONS.length + 2)
  connection.database.exec(`INSERT INTO added VALUES (1, 'a')`)
})

test('a migration that fails leaves the schema as it was', () => {
  const connection = connect()
  migrate(connection, 1)
  expect(() => migrate(connection, 2, [...MIGRATIONS, 'CREATE TABLE added (id INTEGER); SELECT nonsense'])).toThrow(
    'nonsense',
  )
  expect(versions(connection)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  expect(connection.database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'added'`).all()).toEqual([])
})

test('a newer schema is refused', () => {
  const connection = connect()
  migrate(connection, 1, [...MIGRATIONS, 'CREATE TABLE added (id INTEGER)'])
  expect(() => migrate(connection, 2)).toThrow(expect.objectContaining({ code: 'MR_DATABASE_SCHEMA' }))
})

test('a schema whose versions are not those of this program is refused', () => {
  const connection = connect()
  migrate(connection, 1)
  connection.database.exec(`UPDATE schema_versions SET checksum = 'other' WHERE version = 1`)
  expect(() => migrate(connection, 2)).toThrow(expect.objectContaining({ code: 'MR_DATABASE_SCHEMA' }))
})

test('a file that is no database is refused, and stays as it is', () => {
  const file = join(temporaryDirectory(), 'test.db')
  writeFileSync(
    file,
    'this is no database, only a text that is long enough to have a header of one hundred bytes or more, which it needs',
  )
  expect(() => openConnection(file)).toThrow(
    expect.objectContaining({ code: 'MR_DATABASE_UNAVAILABLE', kind: 'unavailable' }),
  )
})
