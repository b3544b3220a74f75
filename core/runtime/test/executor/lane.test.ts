// What a lane owes to other lanes over the same store, and to a repository whose answers do not arrive.

import { describe, expect, it } from 'vitest'
import { MillraceError } from '@millrace/model'
import { LEDGER, Ledgers, type LedgerCommand } from './ledger.ts'

const unavailable = (): MillraceError => new MillraceError('MR_DATABASE_UNAVAILABLE', 'The connection was lost.')

describe('two lanes over one store', () => {
  it('a command that changes nothing is decided on what the other wrote, not on what is remembered', async () => {
    const ledgers = new Ledgers()
    const one = await ledgers.lane('one')
    const two = await ledgers.lane('two')
    await ledgers.tell(one, { kind: 'open' })
    await ledgers.tell(two, { kind: 'add' })
    await ledgers.tell(one, { kind: 'add' })
    // The second lane remembers the sum 1.
    expect((await ledgers.tell(two, { kind: 'check', atLeast: 2 })).kind).toBe('unchanged')
    expect((await ledgers.tell(two, { kind: 'check', atLeast: 3 })).kind).toBe('refused')
  })

  it('what is remembered is not shown, since the other may have written', async () => {
    const ledgers = new Ledgers()
    const one = await ledgers.lane('one')
    await ledgers.tell(one, { kind: 'open' })
    expect(one.peek(LEDGER)).toBeUndefined()
  })

  it('no change is lost where both remember an old state', async () => {
    const ledgers = new Ledgers()
    const one = await ledgers.lane('one')
    const two = await ledgers.lane('two')
    await ledgers.tell(one, { kind: 'open' })
    for (let turn = 0; turn < 5; turn += 1) {
      await ledgers.time.of(Promise.all([one.submit(LEDGER, { kind: 'add' }), two.submit(LEDGER, { kind: 'add' })]))
    }
    expect((await ledgers.stored())?.body).toBe('10')
  })

  it('what one owed when it died is sent by the other as soon as that writes', async () => {
    const ledgers = new Ledgers()
    const { entities } = await ledgers.repository()
    await entities.commit({
      changes: [{ ref: LEDGER, expectedVersion: 0, body: '7', isLive: true, parts: [], owner: 'dead' }],
    })
    const two = await ledgers.lane('two')
    await ledgers.tell(two, { kind: 'check', atLeast: 7 })
    await ledgers.time.until(() => ledgers.sent.includes('two: sum 7'))
    expect((await ledgers.stored())?.owner).toBeUndefined()
  })

  it('what one is about to send is left to it', async () => {
    const ledgers = new Ledgers()
    const { entities } = await ledgers.repository()
    await entities.commit({
      changes: [{ ref: LEDGER, expectedVersion: 0, body: '7', isLive: true, parts: [], owner: 'alive' }],
    })
    const two = await ledgers.lane('two')
    const added = two.submit(LEDGER, { kind: 'add' })
    await ledgers.time.pass(60)
    await entities.setOwner([{ ref: LEDGER, version: 1 }], undefined)
    await ledgers.time.of(added)
    expect(ledgers.sent).toEqual(['two: sum 8'])
  })
})

describe('a repository that does not answer', () => {
  it('a commit that happened and was reported as failed is found, and what it asked for is sent', async () => {
    const ledgers = new Ledgers()
    let failures = 1
    const lane = await ledgers.lane('one', (entities) => ({
      commit: async (commit) => {
        const result = await entities.commit(commit)
        failures -= 1
        if (failures >= 0) throw unavailable()
        return result
      },
    }))
    // Given up by its caller after one try, as the recovery of orphans does.
    const outcome = await ledgers.time.of(lane.submit(LEDGER, { kind: 'open' }, { patience: 1 }))
    expect(outcome.kind).toBe('failed')
    await ledgers.time.until(() => ledgers.sent.length > 0)
    expect(ledgers.sent).toEqual(['one: sum 0'])
  })

  it('a commit that did not happen is sent once, when it happens', async () => {
    const ledgers = new Ledgers()
    let failures = 2
    const lane = await ledgers.lane('one', (entities) => ({
      commit: (commit) => {
        failures -= 1
        return failures >= 0 ? Promise.reject(unavailable()) : entities.commit(commit)
      },
    }))
    await ledgers.tell(lane, { kind: 'open' })
    expect(ledgers.sent).toEqual(['one: sum 0'])
  })

  it('a command that comes while its entity is looked for is not answered by that look', async () => {
    const ledgers = new Ledgers()
    const one = await ledgers.lane('one')
    let answer: (() => void) | undefined
    const two = await ledgers.lane('two', (entities) => ({
      load: async (requests) => {
        const found = await entities.load(requests)
        if (answer === undefined) await new Promise<void>((resolve) => (answer = resolve))
        return found
      },
    }))
    const check: LedgerCommand = { kind: 'check', atLeast: 0 }
    const early = two.submit(LEDGER, check)
    await ledgers.time.until(() => answer !== undefined)
    await ledgers.tell(one, { kind: 'open' })
    const late = two.submit(LEDGER, check)
    answer?.()
    expect((await ledgers.time.of(early)).kind).toBe('missing')
    expect((await ledgers.time.of(late)).kind).toBe('unchanged')
  })
})

it('a decision may need many parts, one after the other', async () => {
  const ledgers = new Ledgers()
  const lane = await ledgers.lane('one')
  await ledgers.tell(lane, { kind: 'open' })
  const parts = Array.from({ length: 40 }, (_, index) => `part ${index}`)
  expect((await ledgers.tell(lane, { kind: 'read', parts })).kind).toBe('unchanged')
})
