// The suites catch the mistakes that matter: each broken adapter fails the case that is named here.

import { adapter } from '@millrace/adapter-memory'
import { describe, expect, test } from 'vitest'
import {
  openAdapterHarness,
  queueSuite,
  repositorySuite,
  registerSuite,
  runSuite,
  type AdapterHarness,
  type ConformanceSuite,
} from '../../src/index.ts'
import {
  acknowledgesBeforeCommit,
  commitsHalf,
  deliversToTwo,
  doublesARow,
  dropsATimer,
  forgetsTheVersion,
  givesAStaleTotal,
  losesAPublish,
  type BrokenAdapter,
} from './broken-adapters.ts'

const MISTAKES: readonly (readonly [string, BrokenAdapter, ConformanceSuite<AdapterHarness>, string])[] = [
  ['acknowledges before it commits', acknowledgesBeforeCommit, queueSuite, 'QU-03'],
  ['forgets the version check', forgetsTheVersion, repositorySuite, 'RE-02'],
  ['loses a publish', losesAPublish, repositorySuite, 'RE-06'],
  ['doubles a row on redelivery', doublesARow, repositorySuite, 'RE-30'],
  ['gives a stale page total', givesAStaleTotal, repositorySuite, 'RE-26'],
  ['commits half of a batch', commitsHalf, repositorySuite, 'RE-03'],
  ['delivers to two handlers of a key', deliversToTwo, queueSuite, 'QU-05'],
  ['drops a timer on restart', dropsATimer, repositorySuite, 'RE-13'],
]

const harnessOver = (under: Parameters<typeof openAdapterHarness>[0]['adapter']) => () =>
  openAdapterHarness({ adapter: under, options: ({ name }) => ({ store: name }), patienceMs: 300 })

describe('the suites catch an adapter that', () => {
  test.each(MISTAKES)('%s', async (_title, broken, suite, id) => {
    const failures = await runSuite(suite, { open: harnessOver(broken), only: [id] })
    expect([...failures.keys()]).toEqual([id])
    expect(String(failures.get(id))).toContain('AssertionError')
    expect(await runSuite(suite, { open: harnessOver(adapter), only: [id] })).toEqual(new Map())
  })
})

describe('a declared gap', () => {
  const suite = { name: 'port', cases: [{ id: 'A-1', title: 'passes', run: async () => {} }] }
  const open = async () => ({ [Symbol.asyncDispose]: async () => {} })

  async function failuresWith(gaps: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const tests: (readonly [string, () => Promise<void>])[] = []
    const framework = {
      describe: (_name: string, body: () => void) => body(),
      test: (name: string, body: () => Promise<void>) => tests.push([name, body]),
    }
    registerSuite(suite, { framework, subject: 'none', open, gaps })
    const failed: string[] = []
    for (const [name, body] of tests) await body().catch(() => failed.push(name))
    return failed
  }

  test('that passes all the same fails', async () => {
    expect(await failuresWith({})).toEqual([])
    expect(await failuresWith({ 'A-1': 'cannot' })).toEqual(['A-1 is a gap (cannot)'])
  })

  test('that names no case fails', async () => {
    expect(await failuresWith({ 'A-2': 'cannot' })).toEqual(['declared gaps name cases'])
  })
})
