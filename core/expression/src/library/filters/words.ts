/**
 * Filters on the letters of a text: case, white space, length.
 */
import type { Definitions, FilterDefinition, Given } from '../given.ts'

export const wordFilters: Definitions<FilterDefinition> = {
  upper: { apply: onText((text) => text.toUpperCase()) },
  lower: { apply: onText((text) => text.toLowerCase()) },
  trim: { apply: onText((text) => text.trim()) },
  capitalize: { apply: onTextOnly((text) => text.replace(/\S/, (letter) => letter.toUpperCase())) },
  title: {
    apply: onTextOnly((text) =>
      text.replaceAll(/(^|\s)(\S)/g, (_, before: string, letter: string) => before + letter.toUpperCase()),
    ),
  },
  abbreviate: { names: ['length'], apply: onTextOnly(abbreviate) },
  slugify: { apply: onText(slugify) },
}

type OnText = (text: string, given: Given) => string

/** Null stays null, other values are taken as their text. */
export function onText(apply: OnText): FilterDefinition['apply'] {
  return (input, given) => {
    if (input === null) return null
    const text = given.frame.text(input)
    given.frame.work(text.length)
    return given.frame.bounded(apply(text, given))
  }
}

/** Null stays null, anything but a text is refused. */
export function onTextOnly(apply: OnText): FilterDefinition['apply'] {
  return (input, given) => {
    if (input === null) return null
    if (typeof input !== 'string') throw given.refuse(input, 'texts')
    return given.frame.bounded(apply(input, given))
  }
}

function abbreviate(text: string, given: Given): string {
  given.required('length')
  const width = given.whole('length') ?? 0
  if (width < 0) throw given.fail("The argument 'length' of 'abbreviate' can not be negative")
  if (text.length < width || text.length <= 3) return text
  return width <= 3 ? text.slice(0, width) : `${text.slice(0, width - 3)}...`
}

function slugify(text: string): string {
  const plain = text
    .replaceAll(/\s/g, '-')
    .normalize('NFD')
    .replaceAll(/[^\w-]/g, '')
  const dashed = plain.replaceAll('_', '-').replaceAll(/-+/g, '-')
  return dashed.replace(/^-/, '').replace(/-$/, '').toLowerCase()
}
