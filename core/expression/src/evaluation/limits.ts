/**
 * What one evaluation may spend. Every node, loop turn and copied item is a step.
 */

export interface Limits {
  /** Steps in all. */
  readonly steps: number
  /** Characters of the result, and of any text on the way to it. */
  readonly output: number
  /** Items of a range. */
  readonly range: number
  /** Values in a result, nested ones counted each time they appear. */
  readonly values: number
  /** Macros and `render()` inside each other. */
  readonly nesting: number
}

export const defaultLimits: Limits = Object.freeze({
  steps: 100_000,
  output: 1_048_576,
  range: 100_000,
  values: 2_000_000,
  nesting: 32,
})
