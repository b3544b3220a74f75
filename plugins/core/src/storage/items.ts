// Items of a file: one a line, as JSON or as Ion.

import { isJsonObject, MillraceError } from '@millrace/sdk-plugin'
import type { AttemptContext, Json, JsonObject } from '@millrace/sdk-plugin'

/** The variables of an expression on an item: its fields, and `item` as a whole. Rejects with MR_TASK_FAILED. */
export async function itemVariables(context: AttemptContext, line: string): Promise<JsonObject> {
  const item = parsedJson(line) ?? (await parsedIon(context, line))
  return isJsonObject(item) ? { item, ...item } : { item }
}

function parsedJson(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function parsedIon(context: AttemptContext, line: string): Promise<Json> {
  try {
    return await context.render('{{ fromIon(line) }}', { line })
  } catch (cause) {
    throw new MillraceError('MR_TASK_FAILED', `A line is neither JSON nor Ion: ${line.slice(0, 200)}`, { cause })
  }
}
