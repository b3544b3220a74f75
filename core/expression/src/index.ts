/**
 * The expression language: lexer, syntax tree, analysis and evaluation.
 * Pure and step-limited; an evaluation answers with a value, an error or what it needs.
 */
export { analyse } from './analysis/analyse.ts'
export type { Analysis, FunctionUse, IndexRead, NameUse, Read } from './analysis/analysis.ts'
export { type Difference, differences } from './differences.ts'
export type { ErrorCode, ExpressionError } from './errors.ts'
export type { Context, Facts } from './evaluation/context.ts'
export type { Evaluation } from './evaluation/evaluate.ts'
export { defaultLimits, type Limits } from './evaluation/limits.ts'
export type { Answer, Need } from './evaluation/needs.ts'
export { renderText, renderValue } from './render.ts'
export { type DeepError, type DeepEvaluation, type DeepOptions, renderDeep } from './deep.ts'
export { isStatic, parse, type Parsed, type Template } from './template.ts'
export { filterNames } from './library/filters.ts'
export { functionNames } from './library/functions.ts'
export { testNames } from './library/tests.ts'
export { yamlValue } from './formats/yaml-reader.ts'
export { LazyMap, type Source, Unloaded, type Value } from './values/value.ts'
export { type Batch, type BatchResult, renderAlone, renderBatch, type Rendering } from './batch.ts'
