// Files of a namespace, in the form of Kestra 1.x. A folder is what its files make of it: an empty one does not exist.

import { Readable } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError } from '@millrace/model'
import type { Bytes, StorageUri } from '@millrace/ports'
import { namespaceFile, namespaceFiles, namespaceFolder } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import { asRefusal } from '../requests/new-execution.ts'
import { queryOf } from '../requests/query.ts'
import { params, type Permission, type Route } from '../route.ts'

const GIBIBYTE = 1024 ** 3
const ROOT = '/namespaces/:namespace/files'

export function namespaceFileRoutes(deps: ServerDeps): readonly Route[] {
  const route = (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    action: Permission['action'],
    handle: (deps: ServerDeps, request: FastifyRequest, reply: FastifyReply) => unknown,
  ): Route => ({
    method,
    path: `${ROOT}${path}`,
    permission: { resource: 'namespace-file', action },
    handle: (request, reply) => handle(deps, request, reply),
  })
  return [
    route('GET', '', 'read', download),
    route('GET', '/search', 'read', search),
    route('GET', '/directory', 'read', directory),
    route('GET', '/stats', 'read', stats),
    route('POST', '', 'create', upload),
    route('PUT', '', 'update', move),
    route('DELETE', '', 'delete', remove),
  ]
}

function namespaceOf(request: FastifyRequest): string {
  return params(request)['namespace'] ?? ''
}

function parameter(request: FastifyRequest, name: string): string {
  const value = queryOf(request).text(name)
  if (value !== undefined) return value
  throw new MillraceError('MR_REQUEST_INVALID', `The parameter \`${name}\` is missing: the path of a file.`)
}

/** The place that a parameter names: a file, or a folder without a `/` at its end. */
function placeOf(request: FastifyRequest, name: string): StorageUri {
  return namespaceFile(namespaceOf(request), parameter(request, name).replace(/(?<=[^/])\/$/, ''))
}

function missing(uri: string): MillraceError {
  return new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${uri}.`)
}

async function download({ storage }: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const uri = placeOf(request, 'path')
  const found = await storage.stat(uri)
  if (found === undefined) throw missing(uri)
  const name = encodeURIComponent(nameOf(uri))
  return reply
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', `attachment; filename="download"; filename*=UTF-8''${name}`)
    .header('content-length', found.size)
    .send(Readable.from(await storage.get(uri)))
}

/** Paths of all files whose path holds `q`, each with a `/` before it. */
async function search({ storage }: ServerDeps, request: FastifyRequest): Promise<readonly string[]> {
  const text = queryOf(request).text('q') ?? ''
  const paths = await namespaceFiles(storage, namespaceOf(request))
  return paths.filter((path) => path.includes(text)).map((path) => `/${path}`)
}

async function attributes({ storage }: ServerDeps, uri: StorageUri): Promise<object | undefined> {
  const found = await storage.stat(uri)
  if (found === undefined) return undefined
  const { size, modifiedAt } = found
  return { type: 'File', fileName: nameOf(uri), size, lastModifiedTime: modifiedAt, creationTime: modifiedAt }
}

/** What lies directly in a folder: files, and folders that hold files. */
async function directory(deps: ServerDeps, request: FastifyRequest): Promise<readonly object[]> {
  const path = (queryOf(request).text('path') ?? '').replace(/^\/+|\/+$/g, '')
  const root = namespaceFolder(namespaceOf(request))
  const folder: StorageUri = path === '' ? root : `${namespaceFile(namespaceOf(request), path)}/`
  const below = (await deps.storage.list(folder)).map((uri) => uri.slice(folder.length))
  if (below.length === 0 && folder !== root) throw missing(folder)
  const folders = new Set(below.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))))
  const files = await Promise.all(
    below.filter((name) => !name.includes('/')).map((name) => attributes(deps, `${folder}${name}`)),
  )
  return [
    ...[...folders].map((fileName) => ({ type: 'Directory', fileName, size: 0 })),
    ...files.filter((file) => file !== undefined),
  ]
}

async function stats(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const uri = placeOf(request, 'path')
  const file = await attributes(deps, uri)
  if (file !== undefined) return file
  if ((await deps.storage.list(`${uri}/`)).length > 0) return { type: 'Directory', fileName: nameOf(uri), size: 0 }
  throw missing(uri)
}

/** One file, in the part `fileContent` of a form. */
async function upload({ storage, options }: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const uri = placeOf(request, 'path')
  if (!request.isMultipart()) throw notAForm()
  try {
    const part = await request.file({ limits: { fileSize: options?.maxUploadBytes ?? GIBIBYTE, files: 1 } })
    if (part === undefined) throw notAForm()
    await storage.put(uri, whole(part.file))
  } catch (error) {
    throw asRefusal(error)
  }
  await reply.code(200).send()
}

/** The parser cuts a file at its limit and tells only then; nothing may be kept of it. */
async function* whole(file: MultipartFile['file']): Bytes {
  yield* file
  if (file.truncated) throw new MillraceError('MR_REQUEST_TOO_LARGE', 'The file is larger than the limit of uploads.')
}

function notAForm(): MillraceError {
  return new MillraceError(
    'MR_REQUEST_INVALID',
    'The file comes as the part `fileContent` of a form (multipart/form-data).',
  )
}

/** A file, or all files of a folder. */
async function move({ storage }: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const from = placeOf(request, 'from')
  const to = placeOf(request, 'to')
  if (to === from || to.startsWith(`${from}/`))
    throw new MillraceError('MR_REQUEST_INVALID', 'A file or folder cannot be moved into itself.')
  const isFile = (await storage.stat(from)) !== undefined
  const files = isFile ? [from] : await storage.list(`${from}/`)
  if (files.length === 0) throw missing(from)
  for (const uri of files) {
    await storage.put(`${to}${uri.slice(from.length)}` as StorageUri, await storage.get(uri))
    await storage.remove(uri)
  }
  await reply.code(200).send()
}

async function remove({ storage }: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const uri = placeOf(request, 'path')
  if ((await storage.remove(uri)) + (await storage.remove(`${uri}/`)) === 0) throw missing(uri)
  await reply.code(200).send()
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1)
}
