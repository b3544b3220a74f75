/**
 * How an evaluation stops early: with a failure or with needs. Thrown inside the package alone;
 * every public function catches them and answers with data.
 */
import type { ErrorCode } from '../errors.ts'
import type { Need } from './needs.ts'

// Neither extends Error: a stack trace would cost microseconds, and nobody would read it.

/** A failure on its way to the boundary. The position is filled in where it is known. */
export class Failure {
  readonly code: ErrorCode
  readonly message: string
  at: number | undefined
  source: string | undefined

  constructor(code: ErrorCode, message: string) {
    this.code = code
    this.message = message
  }

  /** Says where it happened, unless a more precise place is known already. */
  locate(source: string, at: number): this {
    if (this.at === undefined) {
      this.at = at
      this.source = source
    }
    return this
  }
}

/** A name or member that does not exist: what `??`, `default` and `is defined` forgive. */
export class Undefined extends Failure {
  constructor(name: string) {
    super('MR_EXPRESSION_UNDEFINED', `Unable to find \`${name}\``)
  }
}

/** What has to be fetched before the evaluation can go on. */
export class Wanting {
  readonly needs: readonly Need[]

  constructor(needs: readonly Need[]) {
    this.needs = needs
  }
}

export function overLimit(what: string): Failure {
  return new Failure('MR_EXPRESSION_LIMIT', `The expression goes past a limit: ${what}`)
}

export function wrongType(message: string): Failure {
  return new Failure('MR_EXPRESSION_TYPE', message)
}
