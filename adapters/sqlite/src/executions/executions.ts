// ExecutionQueries over SQLite: what an index answers at once is read on this thread, the rest on the reading thread.

import type { ExecutionQueries } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import type { Reader } from '../reader/reader.ts'
import { reading } from '../reading.ts'
import type { Writer } from '../writer.ts'
import { isIndexed, pageFrom, pageQuery, type PageRow } from './pages.ts'
import { endedExecutions, removeExecutionWithAll } from './removal.ts'
import { totalOf } from './totals.ts'

export interface Access {
  readonly connection: Connection
  readonly reader: Reader
  readonly writer: Writer
}

export function openExecutions({ connection, reader, writer }: Access): ExecutionQueries {
  return {
    page: async (filter, sort, request) => {
      const query = pageQuery(filter, sort, request)
      const rows = isIndexed(filter, sort, request)
        ? await reading(() => connection.allOf<PageRow>(query))
        : await reader.rows<PageRow>(query)
      return pageFrom(rows, request.size)
    },
    total: (filter, { budgetMs }) => totalOf(reader, filter, budgetMs),
    purge: async (options) => {
      const rows = await reading(() => connection.all(endedExecutions, options))
      const removed = await Promise.all(rows.map(({ id }) => removeExecutionWithAll(writer, id)))
      return rows.filter((_, index) => removed[index]).map(({ id }) => id)
    },
    remove: (id) => removeExecutionWithAll(writer, id),
  }
}
