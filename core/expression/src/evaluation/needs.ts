/**
 * What an evaluation may ask of the world. The caller answers through `Facts.lookup` and
 * evaluates again; a kind is added for each function that cannot be computed here.
 */
import type { Value } from '../values/value.ts'

export type Need =
  | { readonly kind: 'part'; readonly ref: string }
  | { readonly kind: 'kv'; readonly key: string; readonly namespace?: string }
  | { readonly kind: 'secret'; readonly key: string; readonly namespace?: string; readonly subkey?: string }
  | { readonly kind: 'read'; readonly path: string; readonly namespace?: string; readonly version?: number }
  | { readonly kind: 'fileSize'; readonly path: string; readonly namespace?: string }
  | { readonly kind: 'fileExists'; readonly path: string; readonly namespace?: string }
  | { readonly kind: 'isFileEmpty'; readonly path: string; readonly namespace?: string }
  | { readonly kind: 'fileURI'; readonly path: string; readonly namespace?: string; readonly version?: number }
  | { readonly kind: 'http'; readonly request: { readonly [name: string]: Value } }
  | { readonly kind: 'errorLogs' }
  | { readonly kind: 'tasksWithState'; readonly state: string }
  | { readonly kind: 'env'; readonly name: string }

/** The answer to a need: its value, a failure to report, or that there is no such thing. */
export type Answer = { readonly value: Value } | { readonly failure: string } | { readonly absent: true }
