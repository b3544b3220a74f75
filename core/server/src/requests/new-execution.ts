// What a caller sends to create an execution: inputs as form fields or JSON, files streamed straight into the storage.

import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import {
  isJsonObject,
  isMillraceError,
  messageOf,
  MillraceError,
  type ExecutionId,
  type Flow,
  type Json,
  type JsonObject,
} from '@millrace/model'
import type { Storage, StorageUri } from '@millrace/ports'
import { folderOf, inputFileUri } from '@millrace/runtime'

export interface UploadDeps {
  readonly storage: Pick<Storage, 'put' | 'remove'>
  readonly maxUploadBytes: number
}

export interface GivenByRequest {
  readonly given: JsonObject
  /** Files were stored for it: `forget` them when nothing comes of the execution. */
  readonly hasFiles: boolean
}

const MAX_FIELD_BYTES = 1024 * 1024

/**
 * Reads the inputs in a request. Rejects with MR_REQUEST_TOO_LARGE for a file or field above its limit; then no file is
 * left behind.
 */
export async function givenInputs(
  request: FastifyRequest,
  flow: Flow,
  id: ExecutionId,
  deps: UploadDeps,
): Promise<GivenByRequest> {
  if (request.isMultipart()) return formInputs(request, flow, id, deps)
  const body: unknown = request.body
  if (body === undefined || body === null) return { given: {}, hasFiles: false }
  if (isJsonObject(body)) return { given: body, hasFiles: false }
  throw new MillraceError(
    'MR_REQUEST_INVALID',
    'Inputs come as the fields of a form (multipart/form-data) or as a JSON object.',
  )
}

/** Removes the files of an execution that did not come to be. */
export async function forgetFiles(flow: Flow, id: ExecutionId, deps: UploadDeps): Promise<void> {
  await deps.storage.remove(folderOf({ namespace: flow.namespace, flowId: flow.id, id }))
}

async function formInputs(
  request: FastifyRequest,
  flow: Flow,
  id: ExecutionId,
  deps: UploadDeps,
): Promise<GivenByRequest> {
  const values = new Map<string, Json>()
  let hasFiles = false
  const limits = { fieldSize: MAX_FIELD_BYTES, fields: 1_000, files: 100, parts: 1_100, fileSize: deps.maxUploadBytes }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        const stored = await storeFile(part, flow, id, deps)
        if (stored === undefined) continue
        hasFiles = true
        values.set(stored.input, stored.uri)
      } else if (part.valueTruncated) {
        throw new MillraceError(
          'MR_REQUEST_TOO_LARGE',
          `The input \`${part.fieldname}\` is larger than ${MAX_FIELD_BYTES} bytes.`,
          { hint: 'Send large values as files.' },
        )
      } else {
        values.set(part.fieldname, part.value as Json)
      }
    }
  } catch (error) {
    if (hasFiles) await forgetFiles(flow, id, deps)
    throw asRefusal(error)
  }
  return { given: Object.fromEntries(values), hasFiles }
}

/** What the parser of forms says of a body that breaks off carries no status of its own. */
export function asRefusal(error: unknown): unknown {
  const isKnown = isMillraceError(error) || (typeof error === 'object' && error !== null && 'statusCode' in error)
  return isKnown
    ? error
    : new MillraceError('MR_REQUEST_INVALID', `The form cannot be read: ${messageOf(error)}.`, { cause: error })
}

/** Stores the file of one part; undefined when it belongs to no input. */
async function storeFile(
  part: MultipartFile,
  flow: Flow,
  id: ExecutionId,
  deps: UploadDeps,
): Promise<{ readonly input: string; readonly uri: StorageUri } | undefined> {
  const input = inputOf(part, flow)
  if (input === undefined) {
    // An unread part would hold up those behind it.
    part.file.resume()
    return undefined
  }
  const extension = (flow.inputs ?? []).find((each) => each.id === input)?.['extension']
  const isNamed = part.filename !== '' && part.filename !== input
  const uri = inputFileUri(
    flow,
    id,
    input,
    isNamed ? part.filename : `${input}${typeof extension === 'string' ? extension : '.upl'}`,
  )
  await deps.storage.put(uri, part.file)
  return { input, uri }
}

/** Kestra's clients call every part `files` and give the id of the input as the file name; others name the part after it. */
function inputOf(part: MultipartFile, flow: Flow): string | undefined {
  const ids = (flow.inputs ?? []).filter((input) => input.type === 'FILE').map((input) => input.id)
  if (ids.includes(part.fieldname)) return part.fieldname
  return part.fieldname === 'files' && ids.includes(part.filename) ? part.filename : undefined
}
