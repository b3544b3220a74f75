// Flows over HTTP: deploy, read, check, list, remove.

import { MillraceError } from '@millrace/model'
import type { FindingDocument, FlowDocument, PageDocument } from './documents.ts'
import { pathOf, type Transport } from './transport.ts'

export interface ListFlows {
  /** The namespace and those below it. */
  readonly namespace?: string
  readonly text?: string
  readonly size?: number
  readonly after?: string
}

export interface FlowsClient {
  /** Creates a flow, or stores a new revision of it. Rejects with MR_FLOW_INVALID; its issues are the findings. */
  deploy(source: string): Promise<FlowDocument>
  create(source: string): Promise<FlowDocument>
  update(namespace: string, id: string, source: string): Promise<FlowDocument>
  get(
    namespace: string,
    id: string,
    options?: { readonly revision?: number; readonly source?: boolean },
  ): Promise<FlowDocument>
  revisions(namespace: string, id: string): Promise<readonly FlowDocument[]>
  page(options?: ListFlows): Promise<PageDocument<FlowDocument>>
  remove(namespace: string, id: string): Promise<void>
  /** What is wrong with a text; nothing is stored. */
  validate(source: string): Promise<readonly FindingDocument[]>
}

const YAML = 'application/x-yaml'

export function flowsClient(transport: Transport): FlowsClient {
  const create = (source: string): Promise<FlowDocument> =>
    transport.json('POST', '/flows', { body: source, contentType: YAML })
  const update = (namespace: string, id: string, source: string): Promise<FlowDocument> =>
    transport.json('PUT', pathOf('flows', namespace, id), { body: source, contentType: YAML })
  const validation = async (source: string): Promise<ValidationDocument> => {
    const [first] = await transport.json<readonly ValidationDocument[]>('POST', '/flows/validate', {
      body: source,
      contentType: YAML,
    })
    return first ?? { errors: [] }
  }
  return {
    create,
    update,
    async deploy(source) {
      try {
        return await create(source)
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'MR_FLOW_EXISTS') throw error
        const { namespace, flow } = await validation(source)
        if (namespace === undefined || flow === undefined) throw error
        return update(namespace, flow, source)
      }
    },
    get: (namespace, id, query = {}) => transport.json('GET', pathOf('flows', namespace, id), { query }),
    revisions: (namespace, id) => transport.json('GET', `${pathOf('flows', namespace, id)}/revisions`),
    page: ({ text, ...query } = {}) =>
      transport.json('GET', '/flows/search', { query: { ...query, ...(text === undefined ? {} : { q: text }) } }),
    remove: async (namespace, id) => void (await transport.send('DELETE', pathOf('flows', namespace, id))),
    validate: async (source) => (await validation(source)).errors,
  }
}

interface ValidationDocument {
  readonly namespace?: string
  readonly flow?: string
  readonly errors: readonly FindingDocument[]
}
