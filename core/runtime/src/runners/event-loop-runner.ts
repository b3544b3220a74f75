// Runs tasks written in JavaScript in the event loop of the worker. A task that ignores its signal ends for the
// executor when it is aborted; what it still does afterwards changes nothing.

import { MillraceError } from '@millrace/model'
import type { JsonObject } from '@millrace/model'
import { ATTEMPT_END } from '@millrace/ports'
import type { AttemptContext, AttemptEnd, AttemptJob, AttemptResult, TaskRunner } from '@millrace/ports'
import { attemptErrorOf, endedByAbort, failedBy } from './attempt-end.ts'
import { plainOutputs } from './plain-outputs.ts'

/** Larger outputs fail the attempt; large data belongs into a file. */
export const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

export interface EventLoopRunnerOptions {
  /** Default 16 MiB. */
  readonly maxOutputBytes?: number
}

function isExplicitEnd(given: unknown): given is AttemptEnd {
  return typeof given === 'object' && given !== null && ATTEMPT_END in given
}

function isThenable(given: unknown): given is PromiseLike<unknown> {
  return typeof given === 'object' && given !== null && 'then' in given && typeof given.then === 'function'
}

/** Resolves with the result of the work, or at once when the signal aborts; never rejects. */
function raceAbort(context: AttemptContext, work: Promise<AttemptResult>): Promise<AttemptResult> {
  const { signal } = context
  return new Promise((resolve) => {
    const onAbort = () => resolve(endedByAbort(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    const settle = (result: AttemptResult) => {
      signal.removeEventListener('abort', onAbort)
      resolve(result)
    }
    work.then(settle, (thrown: unknown) => {
      if (signal.aborted) context.log('DEBUG', `After its end the task failed: ${attemptErrorOf(thrown).message}`)
      settle(failedBy(thrown))
    })
  })
}

export class EventLoopRunner implements TaskRunner {
  readonly id = 'event-loop'
  readonly #maxOutputBytes: number

  constructor(options: EventLoopRunnerOptions = {}) {
    this.#maxOutputBytes = options.maxOutputBytes ?? MAX_OUTPUT_BYTES
  }

  /** Without a promise where the task gives none. */
  run(job: AttemptJob): Promise<AttemptResult> | AttemptResult {
    const { context } = job
    if (context.signal.aborted) return endedByAbort(context.signal)
    try {
      const given = this.#begin(job)
      if (!isThenable(given)) return this.#resultOf(given)
      return raceAbort(
        context,
        Promise.resolve(given).then((late) => this.#resultOf(late)),
      )
    } catch (thrown) {
      return failedBy(thrown)
    }
  }

  #begin({ definition, properties, context }: AttemptJob): unknown {
    if ('run' in definition) return definition.run(context, properties as never)
    throw new MillraceError('MR_PLUGIN_INVALID', `${definition.type} is a command and cannot run in the event loop.`)
  }

  #resultOf(given: unknown): AttemptResult {
    if (isExplicitEnd(given)) return this.#checked(given[ATTEMPT_END])
    return this.#checked(
      given === undefined || given === null ? { state: 'SUCCESS' } : { state: 'SUCCESS', outputs: given as JsonObject },
    )
  }

  #checked(result: AttemptResult): AttemptResult {
    if (result.outputs === undefined) return result
    return { ...result, outputs: plainOutputs(result.outputs, this.#maxOutputBytes) }
  }
}
