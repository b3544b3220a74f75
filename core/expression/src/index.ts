/**
 * The expression language: lexer, syntax tree, analysis and evaluation.
 * Pure and step-limited; an evaluation answers with a value, an error or what it needs.
 */
export {}
