// Services and messages set aside, in SQLite.

import {
  decodeCursor,
  encodeCursor,
  type ServiceRecord,
  type ServiceStore,
  type SetAsideMessage,
  type SetAsideStore,
} from '@millrace/sdk-adapter'
import { sql } from 'kysely'
import type { Access } from '../executions/executions.ts'
import { reading } from '../reading.ts'
import { build } from '../sql/builder.ts'
import { queryOf, statement } from '../sql/statement.ts'

const beat = statement((service: { id: string; body: string }) =>
  build
    .insertInto('services')
    .values({ id: service.id, body: service.body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((row) => ({ body: row.ref('excluded.body') }))),
)
const listServices = statement(() => build.selectFrom('services').select('body').orderBy('id'))
const removeService = statement((at: { id: string }) => build.deleteFrom('services').where('id', '=', at.id))

/** Heartbeats need not survive a power cut. */
export function openServices({ connection, writer }: Access): ServiceStore {
  return {
    beat: (service) =>
      writer.write(
        (transaction) => void transaction.connection.run(beat, { id: service.id, body: JSON.stringify(service) }),
        false,
      ),
    list: () => reading(() => connection.all(listServices, {}).map(({ body }) => JSON.parse(body) as ServiceRecord)),
    remove: (id) => writer.write((transaction) => void transaction.connection.run(removeService, { id }), false),
  }
}

const add = statement((message: SetAsideMessage) =>
  build
    .insertInto('set_aside')
    .values({
      id: message.id,
      topic: message.topic,
      key: message.key,
      body: message.body,
      code: message.code,
      cause: message.cause,
      at: message.at,
    })
    .onConflict((conflict) => conflict.doNothing()),
)
const COLUMNS = ['id', 'topic', 'key', 'body', 'code', 'cause', 'at'] as const
const find = statement((at: { id: string }) => build.selectFrom('set_aside').select(COLUMNS).where('id', '=', at.id))
const remove = statement((at: { id: string }) => build.deleteFrom('set_aside').where('id', '=', at.id))

export function openSetAside({ connection, writer }: Access): SetAsideStore {
  return {
    add: (messages) =>
      writer.write((transaction) => {
        for (const message of messages) transaction.connection.run(add, message)
      }),
    page: ({ size, after, number }) =>
      reading(() => {
        let query = build
          .selectFrom('set_aside')
          .select(COLUMNS)
          .orderBy('at')
          .orderBy('id')
          .limit(size + 1)
        if (after !== undefined) {
          const [at, id] = decodeCursor(after, 2)
          query = query.where(sql<boolean>`(at, id) > (${at}, ${id})`)
        } else if (number !== undefined && number > 1) query = query.offset((number - 1) * size)
        const rows = connection.allOf<SetAsideMessage>(queryOf(query))
        const items = rows.slice(0, size).map(plain)
        const last = items.at(-1)
        return last === undefined || rows.length <= size ? { items } : { items, next: encodeCursor([last.at, last.id]) }
      }),
    find: (id) =>
      reading(() => {
        const row = connection.get(find, { id })
        return row === undefined ? undefined : plain(row)
      }),
    remove: (id) => writer.write((transaction) => transaction.connection.run(remove, { id }) === 1),
  }
}

// Rows have no prototype; what leaves the adapter is a plain object.
function plain(row: SetAsideMessage): SetAsideMessage {
  return { ...row }
}
