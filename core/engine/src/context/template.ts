// Templates by their text: parsed once, kept by the expression package.

import { parse } from '@millrace/expression'

/** A text as a template; texts come from flows, so that few different ones are met. */
export const templateOf: typeof parse = (source) => parse(source)
