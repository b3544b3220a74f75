// The property `inputFiles` in its three forms, as what a command takes.

import { isJsonObject, jsonText, MillraceError } from '@millrace/sdk-plugin'
import type { Command, Json, JsonObject } from '@millrace/sdk-plugin'

type InputFiles = Command['inputFiles']
const URI_START = 'kestra:///'

function source(text: string): InputFiles[string] {
  return text.startsWith(URI_START) ? { uri: text } : { text }
}

function fromMap(files: JsonObject): InputFiles {
  const entries = Object.entries(files).filter(([, content]) => content !== null)
  return Object.fromEntries(entries.map(([name, content]) => [name, source(jsonText(content))]))
}

function fromList(uris: readonly Json[]): InputFiles {
  const entries = uris.map((uri): [string, InputFiles[string]] => {
    if (typeof uri !== 'string' || !uri.startsWith(URI_START)) {
      throw new MillraceError('MR_TASK_PROPERTY', `The input file ${JSON.stringify(uri)} is no URI of a stored file.`)
    }
    return [uri.slice(uri.lastIndexOf('/') + 1), { uri }]
  })
  return Object.fromEntries(entries)
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new MillraceError('MR_TASK_PROPERTY', '`inputFiles` is a text, but neither a URI nor JSON.', { cause })
  }
}

/** Fails with MR_TASK_PROPERTY for what is neither a map of files nor a list of URIs. */
export function inputFilesOf(files: JsonObject | readonly string[] | string | undefined): InputFiles {
  if (files === undefined || files === '') return {}
  if (typeof files === 'string' && files.startsWith(URI_START)) return fromList([files])
  const value: Json = typeof files === 'string' ? parsed(files) : files
  if (Array.isArray(value)) return fromList(value)
  if (isJsonObject(value)) return fromMap(value)
  throw new MillraceError('MR_TASK_PROPERTY', '`inputFiles` is neither a map nor a list.')
}
