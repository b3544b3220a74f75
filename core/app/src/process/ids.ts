// Ids from the clock and the random source of the host.

import { randomFillSync } from 'node:crypto'
import { sortableId } from '@millrace/model'
import type { Clock, Ids } from '@millrace/ports'

/** Random numbers are drawn in blocks: one call to the host for 512 of them. */
const BLOCK = 512

export function createIds(deps: { readonly clock: Clock }): Ids {
  const block = new BigUint64Array(BLOCK)
  let drawn = BLOCK
  const random = (): number => {
    if (drawn === BLOCK) {
      randomFillSync(block)
      drawn = 0
    }
    const value = block[drawn] ?? 0n
    drawn += 1
    return Number(value >> 23n)
  }
  return { next: () => sortableId(deps.clock.now(), random) }
}
