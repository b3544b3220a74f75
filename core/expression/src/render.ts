/**
 * Rendering: a template and a context give a text or a typed value, or needs, or an error.
 */
import type { Context } from './evaluation/context.ts'
import { type Evaluation, evaluate } from './evaluation/evaluate.ts'
import type { Frame } from './evaluation/frame.ts'
import { renderFully } from './evaluation/rendered.ts'
import { unwrap } from './evaluation/unwrap.ts'
import { Failure } from './evaluation/signals.ts'
import { TextWriter, TypedWriter, type Writer } from './evaluation/writer.ts'
import { parse, type ParsedTemplate, parsedOf, type Template } from './template.ts'
import type { Value } from './values/value.ts'

/** The text of a template. */
export function renderText(template: Template, context: Context): Evaluation<string> {
  const parsed = parsedOf(template)
  if (parsed.body === undefined) return { kind: 'value', value: parsed.source }
  return evaluate({ source: parsed.source, context, write: writeSource, run: (frame) => textIn(frame, parsed) })
}

/** The text of a template within an evaluation that has begun. */
function textIn(frame: Frame, parsed: ParsedTemplate): string {
  const writer = new TextWriter(frame.limits.output)
  parsed.write(frame, writer)
  return frame.context.recursive === true && frame.needs.length === 0
    ? renderFully(frame, writer.result)
    : writer.result
}

/** The value of a template: `{{ x }}` alone gives x itself, text around it a text. */
export function renderValue(template: Template, context: Context): Evaluation<Value> {
  const parsed = parsedOf(template)
  if (parsed.body === undefined) return { kind: 'value', value: parsed.source }
  return evaluate({ source: parsed.source, context, write: writeSource, run: (frame) => valueIn(frame, parsed) })
}

// A text that is new has to be parsed and compiled first.
const STEPS_PER_TEMPLATE = 25

/** A text rendered inside an expression. */
function writeSource(frame: Frame, source: string, writer: Writer): void {
  frame.spend(STEPS_PER_TEMPLATE)
  frame.work(source.length * 16)
  const parsed = parse(source)
  if (parsed.ok) return parsedOf(parsed.template).write(frame, writer)
  const { code, message, line, column } = parsed.error
  throw new Failure(code, `${message} (in the rendered text, line ${line}, column ${column})`)
}

/** The value of a template within an evaluation that has begun. */
function valueIn(frame: Frame, parsed: ParsedTemplate): Value {
  const writer = new TypedWriter(frame.limits.output)
  parsed.write(frame, writer)
  const { result } = writer
  const again = frame.context.recursive === true && frame.needs.length === 0 && typeof result === 'string'
  return again ? renderFully(frame, result) : unwrap(frame, result)
}
