// Rendering of an attempt's properties where something must be fetched first: the variables of an open message, keys,
// secrets, files.

import { MillraceError, type AttemptMessage, type JsonObject } from '@millrace/model'
import { expressionContext } from '@millrace/engine'
import type { Context, Need } from '@millrace/expression'
import type { Clock, Platform, TaskDefinition } from '@millrace/ports'
import { seedOf } from '../executor/seed.ts'
import type { EngineSettings } from '../facts/engine-settings.ts'
import { FactBook } from '../facts/fact-book.ts'
import type { FactSource } from '../facts/fact-source.ts'
import { propertiesOf } from './properties.ts'
import type { SecretMask } from './secret-mask.ts'

export interface RenderingDeps {
  readonly platform: Platform
  readonly facts: FactSource
  readonly settings: EngineSettings
  readonly clock: Clock
  /** Variables with the encrypted ones among them in plain text. */
  plain?(variables: JsonObject): JsonObject
}

const MAX_ROUNDS = 8
const NOTHING = new FactBook()

export function renderingContext(
  deps: RenderingDeps,
  message: AttemptMessage,
  variables: JsonObject,
  book = NOTHING,
): Context {
  const { zone, globals, envs } = deps.settings
  const seed = seedOf(message.taskRunId, String(message.attempt))
  return expressionContext(variables, {
    now: deps.clock.now(),
    zone,
    seed,
    globals,
    envs,
    lookup: book.lookup,
  })
}

/** Rejects with MR_EXPRESSION or MR_TASK_PROPERTY. Secrets that are read are masked from then on. */
export async function renderSlowly(
  deps: RenderingDeps,
  message: AttemptMessage,
  definition: TaskDefinition,
  mask: Pick<SecretMask, 'add'>,
): Promise<JsonObject> {
  const variables = await givenVariables(deps, message)
  const book = new FactBook()
  const properties = propertiesOf(message.task, definition)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const rendered = properties.render(renderingContext(deps, message, variables, book))
    if (rendered.kind === 'value') return rendered.properties
    await Promise.all(rendered.needs.map((need) => fetchInto(deps, message, need, { book, mask })))
  }
  throw new MillraceError('MR_EXPRESSION', `The properties still lacked something after ${MAX_ROUNDS} rounds.`)
}

/** What the expressions of the task may name, in plain text. */
export async function givenVariables(deps: RenderingDeps, message: AttemptMessage): Promise<JsonObject> {
  const { executionId, taskRunId, open } = message
  const given = open ? await deps.platform.variables(executionId, taskRunId) : message.variables
  return deps.plain === undefined ? given : deps.plain(given)
}

/** Fetches what an expression needs. Secrets are masked from then on. */
export async function fetchInto(
  deps: RenderingDeps,
  message: AttemptMessage,
  need: Need,
  into: { readonly book: FactBook; readonly mask: Pick<SecretMask, 'add'> },
): Promise<void> {
  const { namespace, executionId } = message
  const answer = await deps.facts.fetch(need, { namespace, executionId })
  if (need.kind === 'secret' && 'value' in answer && typeof answer.value === 'string') into.mask.add(answer.value)
  into.book.put(need, answer)
}
