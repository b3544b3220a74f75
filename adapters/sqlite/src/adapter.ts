// Opens the file: lock, connection, schema, writer, queue, repository. What opened first is closed last.

import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  defineAdapter,
  messageOf,
  MillraceError,
  Type,
  type AdapterHost,
  type OpenAdapter,
  type Repository,
} from '@millrace/sdk-adapter'
import { openConnection } from './connection.ts'
import { openEntities } from './entities/entities.ts'
import { openExecutions, type Access } from './executions/executions.ts'
import { lockForProcess } from './lock.ts'
import { endLeases } from './queue/lessor.ts'
import { SqliteQueue } from './queue/queue.ts'
import { Reader } from './reader/reader.ts'
import { openFlows } from './records/flows.ts'
import { openKv } from './records/kv.ts'
import { openLogs } from './records/logs.ts'
import { openServices, openSetAside } from './records/services.ts'
import { migrate } from './schema/migrate.ts'
import { build } from './sql/builder.ts'
import { statement } from './sql/statement.ts'
import { Writer } from './writer.ts'

const options = Type.Object(
  {
    file: Type.Optional(
      Type.String({ description: 'The database file, from the data folder; `millrace.db` unless told.' }),
    ),
    leaseMs: Type.Optional(
      Type.Integer({
        minimum: 30,
        description: 'How long a paused consumer keeps its messages; 30,000 ms unless told.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const adapter = defineAdapter({
  name: 'sqlite',
  options,
  async open({ file, leaseMs }, host): Promise<OpenAdapter> {
    const path = resolve(host.dataDirectory, file ?? 'millrace.db')
    await using opening = new AsyncDisposableStack()
    const { queue, access } = openFile(path, host, { leaseMs: leaseMs ?? 30_000, opening })
    const repository = repositoryOver(access)
    const opened = opening.move()
    return { queue, repository, lanes: 1, [Symbol.asyncDispose]: () => opened.disposeAsync() }
  },
})

interface Opening {
  readonly leaseMs: number
  readonly opening: AsyncDisposableStack
}

function openFile(
  path: string,
  host: AdapterHost,
  { leaseMs, opening }: Opening,
): { readonly queue: SqliteQueue; readonly access: Access } {
  makeDirectory(dirname(path))
  const lock = opening.use(lockForProcess(path))
  const connection = openConnection(path)
  opening.defer(() => connection.database.close())
  host.log('debug', 'The database is open.', { path, ...connection.durability() })
  migrate(connection, host.clock.now())
  if (lock.isFirst) endLeases(connection)
  const writer = new Writer({ connection, clock: host.clock, onPublished: (topics) => queue.published(topics) })
  opening.defer(() => writer.close())
  const reader = opening.use(new Reader(path))
  const queue = new SqliteQueue({ connection, host, file: path, leaseMs, poll: { minMs: 5, maxMs: 250 } }, writer)
  opening.use(queue)
  return { queue, access: { connection, reader, writer } }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    throw new MillraceError('MR_DATABASE_UNAVAILABLE', `The folder ${path} cannot be made: ${messageOf(cause)}.`, {
      cause,
    })
  }
}

const probe = statement((to: { now: number }) => build.updateTable('probe').set({ at: to.now }).where('id', '=', 1))

function repositoryOver(access: Access): Repository {
  return {
    capabilities: { joinedQueue: true, isShared: false },
    entities: openEntities(access.connection, access.writer),
    executions: openExecutions(access),
    flows: openFlows(access),
    logs: openLogs(access),
    kv: openKv(access),
    services: openServices(access),
    setAside: openSetAside(access),
    check: () => access.writer.write(({ connection, now }) => void connection.run(probe, { now })),
    [Symbol.asyncDispose]: async () => {},
  }
}
