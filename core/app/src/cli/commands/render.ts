// `millrace render`: one expression over variables from a file, or many at once from standard input. Nothing of a
// server is within reach.

import { text as readAll } from 'node:stream/consumers'
import { renderAlone, renderBatch, type Batch } from '@millrace/expression'
import { isJsonObject, messageOf, MillraceError, type JsonObject } from '@millrace/model'
import { readYaml } from '@millrace/runtime'
import { EXIT, type CommandContext } from '../command.ts'
import { inFile, readSource } from '../source-file.ts'

export async function render({ arguments: given, terminal, directory }: CommandContext): Promise<number> {
  const [template] = given.positionals
  if (given.has('batch') === (template !== undefined)) {
    throw new MillraceError('MR_USAGE', '`millrace render` takes a text, or --batch.')
  }
  if (template === undefined) {
    terminal.print(JSON.stringify(renderBatch(batchIn(await readAll(process.stdin)), Date.now(), Math.random)))
    return EXIT.success
  }
  const file = given.text('variables')
  const variables = file === undefined ? {} : variablesIn(file, directory)
  const rendering = renderAlone(template, variables, { now: Date.now(), random: Math.random })
  if ('result' in rendering) {
    terminal.print(rendering.result)
    return EXIT.success
  }
  const { code, message, line, column, excerpt } = rendering.error
  terminal.report(excerpt)
  throw new MillraceError(code, message, { position: { line, column } })
}

/** Throws MR_FILE_UNREADABLE, or MR_YAML_SYNTAX with the place. */
function variablesIn(file: string, directory: string): JsonObject {
  const source = readSource(file, directory)
  const { value } = positioned(file, () => readYaml(source))
  if (isJsonObject(value)) return value
  throw new MillraceError('MR_YAML_SYNTAX', 'The variables are no map.', { position: { line: 1, column: 1, file } })
}

function positioned<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof MillraceError ? inFile(error, file) : error
  }
}

function batchIn(text: string): Batch {
  const document = parseJson(text)
  const { variables, expressions } = isJsonObject(document) ? document : {}
  if (!isJsonObject(variables) || !Array.isArray(expressions) || !expressions.every((item) => typeof item === 'string'))
    throw new MillraceError('MR_USAGE', 'Standard input is not of the form { variables: {…}, expressions: ["…"] }.')
  return { variables, expressions }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new MillraceError('MR_USAGE', `Standard input is not JSON: ${messageOf(cause)}.`, { cause })
  }
}
