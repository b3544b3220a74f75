// Templates that a task renders while it runs, line by line for example: what is fetched is fetched once for all of them.

import { MillraceError, type AttemptMessage, type Json, type JsonObject } from '@millrace/model'
import { toJson } from '@millrace/engine'
import { parse, renderValue, type Need } from '@millrace/expression'
import type { AttemptContext } from '@millrace/ports'
import { FactBook } from '../facts/fact-book.ts'
import { fetchInto, givenVariables, renderingContext, type RenderingDeps } from './rendering.ts'
import type { SecretMask } from './secret-mask.ts'

const MAX_ROUNDS = 8

export function renderer(
  deps: RenderingDeps,
  message: AttemptMessage,
  mask: Pick<SecretMask, 'add'>,
): AttemptContext['render'] {
  const book = new FactBook()
  let given: Promise<JsonObject> | undefined
  return async (template, variables = {}) => {
    given ??= givenVariables(deps, message)
    const all = { ...(await given), ...variables }
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = attempt(template, renderingContext(deps, message, all, book))
      if (found.kind === 'value') return found.value
      await Promise.all(found.needs.map((need) => fetchInto(deps, message, need, { book, mask })))
    }
    throw new MillraceError('MR_EXPRESSION', `The expression still lacked something after ${MAX_ROUNDS} rounds.`)
  }
}

type Found =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'needs'; readonly needs: readonly Need[] }

function attempt(template: string, context: ReturnType<typeof renderingContext>): Found {
  const parsed = parse(template)
  if (!parsed.ok) throw new MillraceError('MR_EXPRESSION', parsed.error.message)
  const rendered = renderValue(parsed.template, context)
  if (rendered.kind === 'needs') return rendered
  if (rendered.kind === 'error') throw new MillraceError('MR_EXPRESSION', rendered.error.message)
  return { kind: 'value', value: toJson(rendered.value) }
}
