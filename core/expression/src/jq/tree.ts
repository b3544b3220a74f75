/**
 * The syntax tree of a jq program.
 */
import type { Datum } from '../values/value.ts'

export interface Definition {
  readonly name: string
  /** Names of filters, or of values with a leading `$`. */
  readonly parameters: readonly string[]
  readonly body: Jq
}

/** What `as` binds: a variable, or the items and entries of a value. */
export type Binding =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'items'; readonly items: readonly Binding[] }
  | { readonly kind: 'entries'; readonly entries: readonly BindingEntry[] }

export interface BindingEntry {
  readonly key: Jq
  readonly variable: string | undefined
  readonly value: Binding | undefined
}

export type Jq =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Datum }
  | { readonly kind: 'text'; readonly format: string; readonly parts: readonly (string | Jq)[] }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly target: Jq; readonly key: Jq }
  | { readonly kind: 'slice'; readonly target: Jq; readonly from: Jq | undefined; readonly to: Jq | undefined }
  | { readonly kind: 'iterate'; readonly target: Jq }
  | { readonly kind: 'try'; readonly body: Jq; readonly handler: Jq | undefined }
  | { readonly kind: 'list'; readonly body: Jq | undefined }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Jq, Jq])[] }
  | { readonly kind: 'negate'; readonly operand: Jq }
  | { readonly kind: 'pipe'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'comma'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'and'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'or'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'alternative'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'assign'; readonly operator: string; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'if'; readonly condition: Jq; readonly then: Jq; readonly otherwise: Jq | undefined }
  | { readonly kind: 'reduce'; readonly source: Jq; readonly binding: Binding; readonly start: Jq; readonly update: Jq }
  | {
      readonly kind: 'foreach'
      readonly source: Jq
      readonly binding: Binding
      readonly start: Jq
      readonly update: Jq
      readonly extract: Jq | undefined
    }
  | { readonly kind: 'bind'; readonly source: Jq; readonly bindings: readonly Binding[]; readonly body: Jq }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Jq }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Jq[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Jq }
  | { readonly kind: 'break'; readonly name: string }

/** The nodes of some kinds. */
export type JqOf<K extends Jq['kind']> = Extract<Jq, { readonly kind: K }>
