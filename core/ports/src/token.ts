// A port and its token share one name: `Clock` is both the interface and the key under which the composition finds it.

declare const provides: unique symbol

/** The key of a port in the composition; `T` is the type of what it stands for. */
export type Token<T> = symbol & { readonly [provides]: T }

/** A token named after its port. */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`millrace.${name}`) as Token<T>
}
