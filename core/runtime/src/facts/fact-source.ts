// Fetches what expressions ask for: keys, secrets, files, error logs. A thing that is absent is an answer, and what goes
// wrong is one too; only an unreachable service rejects.

import { messageOf, MillraceError, type ExecutionId, type Json } from '@millrace/model'
import type { Answer, Need } from '@millrace/expression'
import type { HttpClient, Platform, Storage, StorageUri } from '@millrace/ports'
import { httpAnswer } from './http-answer.ts'
import { namespaceFile } from '../namespace-files.ts'

export interface FactScope {
  readonly namespace: string
  readonly executionId: ExecutionId
}

export interface FactSource {
  fetch(need: Need, scope: FactScope): Promise<Answer>
}

/** The largest file that `read()` gives. */
const MAX_READ_BYTES = 1_048_576

type FileNeed = Extract<Need, { readonly path: string }>

export interface FactSourceDeps {
  readonly platform: Platform
  readonly storage: Storage
  /** Absent: `http()` fails. */
  readonly http?: HttpClient
}

export function createFactSource(deps: FactSourceDeps): FactSource {
  const { platform } = deps
  const fetch = async (need: Need, scope: FactScope): Promise<Answer> => {
    switch (need.kind) {
      case 'kv':
        return present(await platform.kv.get(need.namespace ?? scope.namespace, need.key))
      case 'secret':
        return secretAnswer(await platform.secret(need.namespace ?? scope.namespace, need.key), need)
      case 'read':
      case 'fileSize':
      case 'fileExists':
      case 'isFileEmpty':
        return fileAnswer(deps.storage, need, uriOf(need, scope))
      case 'errorLogs':
        return { value: (await platform.errorLogs(scope.executionId)).map(logValue) }
      case 'env':
        return { absent: true }
      case 'fileURI':
        return { value: uriOf(need, scope) }
      case 'http':
        return httpAnswer(deps.http, need.request)
      case 'tasksWithState':
      case 'part':
        return { failure: `What \`${need.kind}\` asks for cannot be fetched here.` }
    }
  }
  return { fetch: (need, scope) => fetch(need, scope).catch(failureOf) }
}

function failureOf(error: unknown): Answer {
  if (error instanceof MillraceError && error.kind === 'unavailable') throw error
  return { failure: messageOf(error) }
}

function present(value: Json | undefined): Answer {
  return value === undefined ? { absent: true } : { value }
}

function secretAnswer(text: string | undefined, need: Extract<Need, { kind: 'secret' }>): Answer {
  if (text === undefined) return { failure: `There is no secret "${need.key}".` }
  if (need.subkey === undefined) return { value: text }
  const fields: unknown = JSON.parse(text)
  const found =
    typeof fields === 'object' && fields !== null
      ? Object.entries(fields).find(([name]) => name === need.subkey)
      : undefined
  return found === undefined
    ? { failure: `The secret "${need.key}" has no key "${need.subkey}".` }
    : { value: String(found[1]) }
}

function logValue(entry: {
  readonly taskId?: string
  readonly attempt?: number
  readonly at: number
  readonly level: string
  readonly message: string
}): { readonly [key: string]: Json } {
  return {
    taskId: entry.taskId ?? null,
    attemptNumber: entry.attempt ?? null,
    timestamp: new Date(entry.at).toISOString(),
    level: entry.level,
    message: entry.message,
  }
}

/** A file of the internal storage by its URI, or one of a namespace by its path. */
function uriOf({ path, namespace }: FileNeed, scope: FactScope): StorageUri {
  return path.startsWith('kestra:///') ? (path as StorageUri) : namespaceFile(namespace ?? scope.namespace, path)
}

async function fileAnswer(storage: Storage, need: FileNeed, uri: StorageUri): Promise<Answer> {
  const found = await storage.stat(uri)
  if (need.kind === 'fileExists') return { value: found !== undefined }
  if (found === undefined) return { failure: `There is no file ${uri}.` }
  if (need.kind === 'fileSize') return { value: found.size }
  if (need.kind === 'isFileEmpty') return { value: found.size === 0 }
  if (found.size > MAX_READ_BYTES)
    return { failure: `${uri} has ${found.size} bytes; \`read\` gives at most ${MAX_READ_BYTES}.` }
  return { value: await textOf(storage, uri) }
}

async function textOf(storage: Storage, uri: StorageUri): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await storage.get(uri)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
