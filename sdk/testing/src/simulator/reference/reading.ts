// The expressions of simulated flows, read by their form. Knows nothing of the expression language.

import type { Json, JsonObject } from '@millrace/model'

/** Simulated tasks leave texts alone. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** Outputs by task id and, for those in a turn of a loop, the value of that turn. */
export class SeenOutputs {
  readonly #outputs = new Map<string, JsonObject>()
  readonly #flag: string
  readonly #reads: string

  constructor(inputs: JsonObject) {
    this.#flag = textOf(inputs['flag'])
    this.#reads = textOf(inputs['reads'])
  }

  put(id: string, turn: string | undefined, outputs: JsonObject): void {
    this.#outputs.set(`${id}@${turn ?? ''}`, outputs)
  }

  /** The text that an expression of a task gives. */
  text(source: string, turn: string | undefined): string {
    const form = /^\{\{ outputs\.(\w+)(\[taskrun\.value\])?\.value \?\? 'none' \}\}$/.exec(this.#named(source))
    return form === null ? source.replace('{{ inputs.flag }}', this.#flag) : this.#value(form[1] ?? '', form[2], turn)
  }

  holds(source: string, turn: string | undefined): boolean {
    const ofInput = /^\{\{ inputs\.flag (==|!=) 'on' \}\}$/.exec(source)
    if (ofInput !== null) return (ofInput[1] === '==') === (this.#flag === 'on')
    const form = /^\{\{ \(outputs\.(\w+)(\[taskrun\.value\])?\.value \?\? 'none'\) (==|!=) 'none' \}\}$/.exec(
      this.#named(source),
    )
    return (form?.[3] === '==') === (this.#value(form?.[1] ?? '', form?.[2], turn) === 'none')
  }

  #named(source: string): string {
    return source.replace('outputs[inputs.reads]', `outputs.${this.#reads}`)
  }

  #value(id: string, inTurn: string | undefined, turn: string | undefined): string {
    const outputs = this.#outputs.get(`${id}@${inTurn === undefined ? '' : (turn ?? '')}`)
    return outputs === undefined ? 'none' : textOf(outputs['value'])
  }
}
