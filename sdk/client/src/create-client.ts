// The client of the HTTP API.

import type { HealthDocument, PageDocument, SetAsideDocument } from './documents.ts'
import { executionsClient, type ExecutionsClient } from './executions.ts'
import { flowsClient, type FlowsClient } from './flows.ts'
import { createTransport, pathOf, type ClientOptions } from './transport.ts'

export interface MessagesClient {
  page(options?: {
    readonly size?: number
    readonly after?: string
  }): Promise<Omit<PageDocument<SetAsideDocument>, 'total'>>
  requeue(id: string): Promise<void>
  discard(id: string): Promise<void>
}

/** Every method rejects with a MillraceError: the server's own code, or MR_SERVER_UNREACHABLE. */
export interface Client {
  readonly flows: FlowsClient
  readonly executions: ExecutionsClient
  /** Messages that nobody could handle. */
  readonly messages: MessagesClient
  /** An unhealthy server answers too, with its reasons. */
  health(): Promise<HealthDocument>
}

export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options)
  return {
    flows: flowsClient(transport),
    executions: executionsClient(transport),
    messages: {
      page: (query = {}) => transport.json('GET', '/messages', { query }),
      requeue: async (id) => void (await transport.send('POST', `${pathOf('messages', id)}/requeue`)),
      discard: async (id) => void (await transport.send('DELETE', pathOf('messages', id))),
    },
    health: () => transport.json('GET', '/health', { isRoot: true, accepts: 503 }),
  }
}
