// Messages as rows, one for each group of the topic. A group exists from its first consumer on; what was published to
// a topic before it had a group is kept for the first, under no name.

import type { Message } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { bulkStatement, standInRows, statement } from '../sql/statement.ts'
import type { MessagesTable } from '../sql/tables.ts'

const NO_GROUP = ''

const groupsOf = statement((at: { topic: string }) =>
  build.selectFrom('consumer_groups').select('name').where('topic', '=', at.topic),
)

const addGroup = statement((group: { topic: string; name: string }) =>
  build
    .insertInto('consumer_groups')
    .values({ topic: group.topic, name: group.name })
    .onConflict((conflict) => conflict.doNothing()),
)

const adopt = statement((group: { topic: string; name: string }) =>
  build
    .updateTable('messages')
    .set({ consumer_group: group.name })
    .where('topic', '=', group.topic)
    .where('consumer_group', '=', NO_GROUP),
)

const countOf = statement((at: { topic: string; group: string }) =>
  build
    .selectFrom('messages')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('topic', '=', at.topic)
    .where('consumer_group', 'in', [at.group, NO_GROUP]),
)

interface Addressed {
  readonly message: Message
  readonly group: string
  readonly now: number
}

const COLUMNS = ['topic', 'consumer_group', 'key', 'body', 'published_at', 'available_at', 'deliveries'] as const

const insert = bulkStatement<Addressed>(
  (count) => build.insertInto('messages').values(standInRows<Omit<MessagesTable, 'id'>>(COLUMNS, count)),
  ({ message, group, now }) => [message.topic, group, message.key, message.body, now, now, 0],
)

export function insertMessages(connection: Connection, messages: readonly Message[], now: number): void {
  const groups = new Map<string, readonly string[]>()
  const addressed = messages.flatMap((message) => {
    const names = groups.get(message.topic) ?? namesOf(connection, message.topic)
    groups.set(message.topic, names)
    return names.map((group) => ({ message, group, now }))
  })
  for (const query of insert.chunks(addressed)) connection.runOf(query)
}

function namesOf(connection: Connection, topic: string): readonly string[] {
  const names = connection.all(groupsOf, { topic }).map(({ name }) => name)
  return names.length === 0 ? [NO_GROUP] : names
}

/** Makes the group known, within a transaction. */
export function joinGroup(connection: Connection, topic: string, name: string): void {
  if (connection.run(addGroup, { topic, name }) > 0) connection.run(adopt, { topic, name })
}

export function depthOf(connection: Connection, topic: string, group: string): number {
  return connection.get(countOf, { topic, group })?.count ?? 0
}
