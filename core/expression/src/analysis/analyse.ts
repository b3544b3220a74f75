/**
 * What a template reads, found without evaluating it: more than an evaluation will, never less.
 */
import { placeOf } from '../errors.ts'
import { parsedOf, type Template } from '../template.ts'
import { Collector } from './collector.ts'
import type { Analysis } from './analysis.ts'

const EMPTY: Analysis = Object.freeze({ reads: [], functions: [], filters: [], tests: [], unknown: [] })
const analyses = new WeakMap<Template, Analysis>()

/** What a template reads and calls. The answer is kept with the template. */
export function analyse(template: Template): Analysis {
  const known = analyses.get(template)
  if (known) return known
  const parsed = parsedOf(template)
  if (parsed.body === undefined) return EMPTY
  const collector = new Collector(parsed.source, (at) => placeOf(parsed.source, at))
  collector.body(parsed.body)
  const analysis = collector.analysis()
  analyses.set(template, analysis)
  return analysis
}
