/**
 * All filters, by name. The table is fixed: what is not in it can not be called.
 */
import { collectionFilters } from './filters/collections.ts'
import { dateFilters } from './filters/dates.ts'
import { encodingFilters } from './filters/encodings.ts'
import { formatFilters } from './filters/formats.ts'
import { listFilters } from './filters/lists.ts'
import { numberFilters } from './filters/numbers.ts'
import { textFilters } from './filters/texts.ts'
import { wordFilters } from './filters/words.ts'
import type { FilterDefinition } from './given.ts'

const filters: ReadonlyMap<string, FilterDefinition> = new Map(
  [
    collectionFilters,
    dateFilters,
    encodingFilters,
    formatFilters,
    listFilters,
    numberFilters,
    textFilters,
    wordFilters,
  ].flatMap((group) => Object.entries(group)),
)

export function findFilter(name: string): FilterDefinition | undefined {
  return filters.get(name)
}

/** The names of all filters. */
export function filterNames(): readonly string[] {
  return [...filters.keys()]
}
