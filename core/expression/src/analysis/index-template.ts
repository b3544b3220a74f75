/**
 * An index in brackets as a template of its own, so that a caller can learn which member is meant.
 */
import type { Expression } from '../syntax/tree.ts'
import { ParsedTemplate, type Template } from '../template.ts'

/** A template that prints one expression of another. */
export function indexTemplate(source: string, key: Expression): Template {
  return new ParsedTemplate(source, [{ kind: 'print', value: key }])
}
