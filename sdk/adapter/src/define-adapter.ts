// The definition of an adapter as its author writes it: the schema of its options gives the type of what `open` gets.

import type { AdapterHost, OpenAdapter } from '@millrace/ports'
import type { Static, TObject } from 'typebox'

/** An adapter whose options are described by the TypeBox schema `Options`. */
export interface Adapter<Options extends TObject> {
  /** Kebab case; the last part of the package name. */
  readonly name: string
  /** Schema of its section in `millrace.yml`; the host has validated what `open` is given. */
  readonly options: Options
  /** Connects, and brings the schema up to date. Rejects with a MillraceError. */
  open(options: Static<Options>, host: AdapterHost): Promise<OpenAdapter>
}

/** Checks the types of a definition and gives it back, frozen. */
export function defineAdapter<Options extends TObject>(definition: Adapter<Options>): Adapter<Options> {
  return Object.freeze(definition)
}
