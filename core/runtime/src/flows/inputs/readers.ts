// The reader of each type of input.

import type { FlowInput } from '@millrace/model'
import { readFile } from './files.ts'
import { readDate, readDateTime, readDuration, readTime } from './moments.ts'
import type { Reader } from './reading.ts'
import { readBoolean, readEmail, readFloat, readInteger, readText, readUri } from './scalars.ts'
import { readArray, readChoice, readChoices, readJson, readYamlText } from './structures.ts'

const READERS: Readonly<Record<string, Reader>> = {
  STRING: readText,
  SECRET: readText,
  SELECT: readChoice,
  ENUM: readChoice,
  MULTISELECT: readChoices,
  INT: readInteger,
  FLOAT: readFloat,
  BOOLEAN: readBoolean,
  BOOL: readBoolean,
  DATETIME: readDateTime,
  DATE: readDate,
  TIME: readTime,
  DURATION: readDuration,
  FILE: readFile,
  JSON: readJson,
  YAML: readYamlText,
  URI: readUri,
  EMAIL: readEmail,
}

/** The reader of an input; undefined for a type that is not known. */
export function readerOf(input: FlowInput): Reader | undefined {
  if (input.type === 'ARRAY') return readArray(readerNamed(String(input['itemType'])))
  return readerNamed(input.type)
}

function readerNamed(type: string): Reader | undefined {
  return Object.hasOwn(READERS, type) ? READERS[type] : undefined
}
