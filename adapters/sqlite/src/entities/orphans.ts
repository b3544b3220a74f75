// What the dead left behind. Owners and holders are few and their rows may be many, so the names are found by hopping
// from one to the next in the index, and only the rows of those who are gone are read.

import type { Orphan } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'

interface After {
  name: string
}

const nextExecutionOwner = statement((after: After) =>
  build
    .selectFrom('executions')
    .select((row) => row.fn.min('owner').as('name'))
    .where('owner', '>', after.name),
)
const nextEntityOwner = statement((after: After) =>
  build
    .selectFrom('entities')
    .select((row) => row.fn.min('owner').as('name'))
    .where('owner', '>', after.name),
)
const nextHolder = statement((after: After) =>
  build
    .selectFrom('holds')
    .select((row) => row.fn.min('holder').as('name'))
    .where('holder', '>', after.name),
)

interface Gone {
  name: string
  limit: number
}

const executionsOf = statement((gone: Gone) =>
  build.selectFrom('executions').select('id').where('owner', '=', gone.name).limit(gone.limit),
)
const entitiesOf = statement((gone: Gone) =>
  build.selectFrom('entities').select(['kind', 'key']).where('owner', '=', gone.name).limit(gone.limit),
)
const holdsOf = statement((gone: Gone) =>
  build
    .selectFrom('holds')
    .select(['entity_kind', 'entity_key', 'part'])
    .where('holder', '=', gone.name)
    .orderBy('entity_kind')
    .orderBy('entity_key')
    .limit(gone.limit),
)

type Next = (name: string) => string | null | undefined

export function findOrphans(
  connection: Connection,
  { alive, limit }: { readonly alive: readonly string[]; readonly limit: number },
): readonly Orphan[] {
  const known = new Set(alive)
  const found: Orphan[] = []
  const gone = (next: Next) => namesAfter(next).filter((name) => !known.has(name))
  for (const name of gone((after) => connection.get(nextExecutionOwner, { name: after })?.name)) {
    const rows = connection.all(executionsOf, { name, limit: limit - found.length })
    found.push(...rows.map(({ id }) => ({ ref: { kind: 'execution', key: id }, gone: name, parts: [] })))
  }
  for (const name of gone((after) => connection.get(nextEntityOwner, { name: after })?.name)) {
    found.push(
      ...connection
        .all(entitiesOf, { name, limit: limit - found.length })
        .map((ref) => ({ ref, gone: name, parts: [] })),
    )
  }
  for (const name of gone((after) => connection.get(nextHolder, { name: after })?.name)) {
    found.push(...heldBy(connection, { name, limit: limit - found.length }))
  }
  return found
}

function namesAfter(next: Next): readonly string[] {
  const names: string[] = []
  for (let name = next(''); typeof name === 'string'; name = next(name)) names.push(name)
  return names
}

function heldBy(connection: Connection, gone: Gone): readonly Orphan[] {
  const rows = connection.all(holdsOf, gone)
  const byEntity = Map.groupBy(rows, (row) => JSON.stringify([row.entity_kind, row.entity_key]))
  return [...byEntity.values()].flatMap((held) => {
    const [first] = held
    if (first === undefined) return []
    return [
      { ref: { kind: first.entity_kind, key: first.entity_key }, gone: gone.name, parts: held.map(({ part }) => part) },
    ]
  })
}
