// What the engine needs, as one selection of parts to load and a list of facts to fetch.

import type { EngineNeed } from '@millrace/engine'
import type { Need } from '@millrace/expression'
import type { PartSelection } from '@millrace/ports'
import { VALUES_PREFIX } from './execution-codec.ts'
import type { Wants } from './subject.ts'

export function wantsOf(needs: readonly EngineNeed[]): Wants {
  const facts: Need[] = []
  const keys: string[] = []
  let scope: PartSelection | undefined
  for (const need of needs) {
    if (need.kind === 'fact') facts.push(need.need)
    else if (need.kind === 'runs') keys.push(...need.ids.flatMap((id) => [id, `${VALUES_PREFIX}${id}`]))
    else if (scope !== 'all') scope = need.kind
  }
  const parts = scope ?? (keys.length === 0 ? undefined : [...new Set(keys)])
  return parts === undefined ? { facts } : { facts, parts }
}
