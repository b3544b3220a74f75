// Reads inputs with everything that their defaults and conditions may name: variables, keys, secrets.

import { expressionContext, toJson, type EngineFacts } from '@millrace/engine'
import { renderDeep, type Source } from '@millrace/expression'
import { MillraceError, type ExecutionId, type Flow, type Json, type JsonObject } from '@millrace/model'
import type { Clock } from '@millrace/ports'
import type { EngineSettings } from '../../facts/engine-settings.ts'
import { FactBook } from '../../facts/fact-book.ts'
import type { FactSource } from '../../facts/fact-source.ts'
import { decrypted, type Cipher } from './cipher.ts'
import { readInputs, tryInputs, type InputReading, type ReadInputsOptions } from './read-inputs.ts'

export interface InputReaderDeps {
  readonly settings: EngineSettings
  readonly clock: Pick<Clock, 'now'>
  readonly facts: FactSource
  /** Absent: inputs of type SECRET are refused. */
  readonly cipher?: Cipher
}

export interface GivenInputs {
  readonly flow: Flow
  readonly executionId: ExecutionId
  /** By input id; uploaded files as the URIs under which they were stored. */
  readonly given: JsonObject
  /** Refuse names that the flow has no input for; default false. */
  readonly isClosed?: boolean
}

export interface InputReader {
  /** Rejects with MR_INPUT_INVALID; its issues name every input that is wrong. */
  read(request: GivenInputs): Promise<JsonObject>
  /** A report on each input, whatever is wrong. */
  check(request: GivenInputs): Promise<readonly InputReading[]>
}

/** How often one value may ask for more before it is given up. */
const MAX_ROUNDS = 10

export function createInputReader(deps: InputReaderDeps): InputReader {
  const options = ({ flow, executionId, given, isClosed }: GivenInputs): ReadInputsOptions => ({
    given,
    ...(deps.cipher === undefined ? {} : { cipher: deps.cipher }),
    ...(isClosed === undefined ? {} : { isClosed }),
    render: (value, inputs) => render({ deps, flow, executionId, inputs }, value),
  })
  return {
    read: async (request) =>
      (request.flow.inputs ?? []).length === 0 && request.isClosed !== true
        ? {}
        : readInputs(request.flow, options(request)),
    check: (request) => tryInputs(request.flow, options(request)),
  }
}

interface Scope {
  readonly deps: InputReaderDeps
  readonly flow: Flow
  readonly executionId: ExecutionId
  /** Those read so far. */
  readonly inputs: JsonObject
}

async function render(scope: Scope, value: Json): Promise<Json> {
  const { deps, flow, executionId } = scope
  if (!JSON.stringify(value).includes('{')) return value
  const book = new FactBook()
  const facts: EngineFacts = {
    ...deps.settings,
    now: deps.clock.now(),
    seed: deps.clock.now() % 2 ** 32,
    lookup: book.lookup,
  }
  const context = expressionContext(variablesOf(scope), facts)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const rendered = renderDeep(value, context, { typed: true })
    if (rendered.kind === 'value') return toJson(rendered.value)
    if (rendered.kind === 'error') throw new MillraceError(rendered.error.code, rendered.error.message)
    for (const need of rendered.needs)
      book.put(need, await deps.facts.fetch(need, { namespace: flow.namespace, executionId }))
  }
  throw new MillraceError('MR_EXPRESSION', `A value asks for more than can be fetched in ${MAX_ROUNDS} rounds.`)
}

function variablesOf({ deps, flow, executionId, inputs }: Scope): Readonly<Record<string, Source>> {
  const { namespace, id, revision } = flow
  return {
    flow: { namespace, id, revision, tenantId: 'main' },
    execution: { id: executionId },
    inputs: decrypted(deps.cipher, inputs).value,
    vars: flow.variables ?? {},
    globals: deps.settings.globals,
    envs: deps.settings.envs,
  }
}
