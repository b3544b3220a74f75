// The loop of a consumer, over a store that a test scripts.

import type { Clock, Delivery, Handler } from '@millrace/ports'
import { expect, test, vi } from 'vitest'
import { LeasedConsumer, redeliveryDelayMs, type Claim, type Lessor } from '../src/index.ts'

class TestClock implements Clock {
  readonly #timers = new Set<{ readonly delayMs: number; readonly action: () => void }>()

  now(): number {
    return 0
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { delayMs, action }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get delays(): readonly number[] {
    return [...this.#timers].map(({ delayMs }) => delayMs)
  }

  fire(): void {
    const due = [...this.#timers]
    for (const timer of due) {
      this.#timers.delete(timer)
      timer.action()
    }
  }
}

function claimOf(token: string, count = 1): Claim {
  return { token, deliveries: Array.from({ length: count }, () => ({}) as Delivery) }
}

function setUp({
  claims,
  handler = async () => {},
  inFlight = 4,
}: {
  readonly claims: readonly (Claim | Error | undefined)[]
  readonly handler?: Handler
  readonly inFlight?: number
}) {
  const clock = new TestClock()
  const calls: string[] = []
  const waiting = [...claims]
  const lessor: Lessor = {
    async claim(limit) {
      calls.push(`claim ${limit}`)
      const next = waiting.shift()
      if (next instanceof Error) throw next
      return next
    },
    renew: async ({ token }) => void calls.push(`renew ${token}`),
    settle: async ({ token }) => void calls.push(`settle ${token}`),
    giveBack: async ({ token }, isFailure) => void calls.push(`${isFailure ? 'failed' : 'back'} ${token}`),
  }
  const consumer = new LeasedConsumer({
    clock,
    lessor,
    handler,
    leaseMs: 3000,
    options: { group: 'g', batchSize: 2, inFlight },
    poll: { minMs: 5, maxMs: 40 },
    onTrouble: (what) => calls.push(`trouble ${what}`),
  })
  return { clock, calls, consumer }
}

test('a batch that is handled is settled, one that fails is given back', async () => {
  let handled = 0
  const handler: Handler = async () => {
    handled += 1
    if (handled === 2) throw new RangeError('no')
  }
  const { calls, consumer } = setUp({ claims: [claimOf('a'), claimOf('b')], handler })
  await vi.waitUntil(() => calls.includes('failed b'))
  await consumer[Symbol.asyncDispose]()
  expect(calls.filter((call) => !call.startsWith('claim'))).toEqual(['settle a', 'trouble handler', 'failed b'])
})

test('no more is claimed than may be in flight', async () => {
  const gate = Promise.withResolvers<void>()
  const { calls, consumer } = setUp({
    claims: [claimOf('a', 2), claimOf('b', 1), claimOf('c', 2)],
    handler: () => gate.promise,
    inFlight: 3,
  })
  await vi.waitUntil(() => calls.length === 2)
  expect(calls).toEqual(['claim 2', 'claim 1'])
  gate.resolve()
  await vi.waitUntil(() => calls.includes('settle c'))
  await consumer[Symbol.asyncDispose]()
})

test('a lease is renewed while its handler runs, and not after', async () => {
  const gate = Promise.withResolvers<void>()
  const { clock, calls, consumer } = setUp({ claims: [claimOf('a')], handler: () => gate.promise })
  await vi.waitUntil(() => clock.delays.includes(1000) && clock.delays.includes(5))
  clock.fire()
  clock.fire()
  expect(calls.filter((call) => call === 'renew a')).toHaveLength(2)
  gate.resolve()
  await consumer[Symbol.asyncDispose]()
  expect(clock.delays).toEqual([])
})

test('the pause between looks doubles up to a limit while nothing is found', async () => {
  const { clock, calls, consumer } = setUp({ claims: [] })
  const pauses: number[] = []
  for (let look = 1; look <= 5; look += 1) {
    await vi.waitUntil(() => calls.length === look && clock.delays.length === 1)
    pauses.push(...clock.delays)
    clock.fire()
  }
  expect(pauses).toEqual([10, 20, 40, 40, 40])
  await consumer[Symbol.asyncDispose]()
})

test('a store that fails is told of and tried again', async () => {
  const { clock, calls, consumer } = setUp({ claims: [new RangeError('down'), claimOf('a')] })
  await vi.waitUntil(() => clock.delays.length === 1)
  expect([calls, clock.delays]).toEqual([['claim 2', 'trouble store'], [500]])
  clock.fire()
  await vi.waitUntil(() => calls.includes('settle a'))
  await consumer[Symbol.asyncDispose]()
})

test('a rejected message waits twice as long each time, at most 30 s', () => {
  expect([1, 2, 3, 9, 10, 1000].map(redeliveryDelayMs)).toEqual([100, 200, 400, 25_600, 30_000, 30_000])
})
