/**
 * What names stand for in a jq program: variables, functions, labels.
 */
import type { Datum } from '../values/value.ts'
import type { Path } from './paths.ts'
import type { Definition, Jq } from './tree.ts'

/** A value on its way through a program, with the path that led to it where one is tracked. */
export interface Item {
  readonly value: Datum
  readonly path: Path | undefined
}

/** An argument: a filter with the names in reach where it was written. */
export interface Closure {
  readonly body: Jq
  readonly names: Names
}

export type Bound =
  | { readonly kind: 'value'; readonly value: Datum }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'argument'; readonly closure: Closure }
  | { readonly kind: 'function'; readonly definition: Definition; readonly names: () => Names }

/** What `break` leaves. */
export class Label {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Names in reach, innermost first. */
export interface Names {
  readonly name: string
  readonly bound: Bound
  readonly outer: Names | undefined
}

export const noNames: Names = { name: '', bound: { kind: 'value', value: null }, outer: undefined }

export function bind(names: Names, name: string, bound: Bound): Names {
  return { name, bound, outer: names }
}

export function lookup(names: Names, name: string): Bound | undefined {
  for (let scope: Names | undefined = names; scope; scope = scope.outer) if (scope.name === name) return scope.bound
  return undefined
}

/** Binds a function, which can call itself. */
export function define(names: Names, definition: Definition): Names {
  const scope: Names = bind(names, signature(definition.name, definition.parameters.length), {
    kind: 'function',
    definition,
    names: () => scope,
  })
  return scope
}

export function signature(name: string, count: number): string {
  return `${name}/${count}`
}
