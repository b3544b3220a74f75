/**
 * The syntax tree. Every node knows its offset in the source; nothing here is evaluated.
 */
import type { Datum } from '../values/value.ts'
import type { BinaryOperator, UnaryOperator } from './operators.ts'

export interface NamedArgument {
  readonly name: string
  readonly value: Expression
}

export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly NamedArgument[]
}

interface At {
  readonly at: number
}

interface Literal extends At {
  readonly kind: 'literal'
  readonly value: Datum
}
export interface Name extends At {
  readonly kind: 'name'
  readonly name: string
}
export interface Member extends At {
  readonly kind: 'member'
  readonly object: Expression
  readonly key: Expression
}
export interface Method extends At {
  readonly kind: 'method'
  readonly object: Expression
  readonly name: string
  readonly given: readonly Expression[]
}
export interface Call extends At {
  readonly kind: 'call'
  readonly name: string
  readonly given: Arguments
}
export interface Filter extends At {
  readonly kind: 'filter'
  readonly name: string
  readonly input: Expression
  readonly given: Arguments
}
export interface Test extends At {
  readonly kind: 'test'
  readonly name: string
  readonly negated: boolean
  readonly input: Expression
  readonly given: Arguments
}
export interface Unary extends At {
  readonly kind: 'unary'
  readonly operator: UnaryOperator
  readonly operand: Expression
}
export interface Binary extends At {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}
export interface Conditional extends At {
  readonly kind: 'conditional'
  readonly condition: Expression
  readonly then: Expression
  readonly otherwise: Expression
}
interface ListLiteral extends At {
  readonly kind: 'list'
  readonly items: readonly Expression[]
}
export interface MapLiteral extends At {
  readonly kind: 'map'
  readonly entries: readonly (readonly [Expression, Expression])[]
}
/** A part of a template used as a value: what `{% filter %}` works on. */
interface Captured extends At {
  readonly kind: 'captured'
  readonly body: Body
}

export type Expression =
  | Literal
  | Name
  | Member
  | Method
  | Call
  | Filter
  | Test
  | Unary
  | Binary
  | Conditional
  | ListLiteral
  | MapLiteral
  | Captured

export type Body = readonly Statement[]

export interface Branch {
  readonly condition: Expression
  readonly body: Body
}

export interface Parameter {
  readonly name: string
  readonly fallback: Expression | undefined
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Body | undefined }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly iterable: Expression
      readonly body: Body
      readonly otherwise: Body | undefined
      readonly at: number
    }
  | { readonly kind: 'set'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'macro'; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: Body }
  | { readonly kind: 'block'; readonly name: string; readonly body: Body }
