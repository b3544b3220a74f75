// A conformance suite is a list of cases with permanent ids. It knows no test framework: `registerSuite` hands the
// cases to vitest, node:test or anything with the same two functions, `runSuite` runs them and gives what failed.

import assert from 'node:assert/strict'

export interface ConformanceCase<Harness> {
  /** Permanent: reports and declared gaps name it. */
  readonly id: string
  /** A sentence about what must hold. */
  readonly title: string
  /** Milliseconds, where a case needs more than the framework grants by default. */
  readonly timeoutMs?: number
  /** Rejects with an assertion error when it does not hold. */
  run(harness: Harness): Promise<void>
}

export interface ConformanceSuite<Harness> {
  /** The port that it attacks. */
  readonly name: string
  readonly cases: readonly ConformanceCase<Harness>[]
}

export interface TestFramework {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>, timeoutMs?: number): unknown
}

export interface SuiteRegistration<Harness> {
  readonly framework: TestFramework
  /** What is tested, in the name of the group. */
  readonly subject: string
  /** A fresh harness for each case; it is disposed of afterwards, also after a failure. */
  readonly open: () => Promise<Harness & AsyncDisposable>
  /** Cases that this subject does not pass, by id, each with the reason. One that passes all the same is a failure. */
  readonly gaps?: Readonly<Record<string, string>>
}

/** Registers each case of a suite as one test, named by its id and title. */
export function registerSuite<Harness>(
  suite: ConformanceSuite<Harness>,
  registration: SuiteRegistration<Harness>,
): void {
  const { framework, subject, open, gaps = {} } = registration
  framework.describe(`${suite.name}: ${subject}`, () => {
    for (const each of suite.cases) {
      const gap = gaps[each.id]
      const title = gap === undefined ? `${each.id} ${each.title}` : `${each.id} is a gap (${gap})`
      const body = gap === undefined ? () => runCase(each, open) : () => assertFails(each, open)
      framework.test(title, body, each.timeoutMs)
    }
    const unknown = Object.keys(gaps).filter((id) => !suite.cases.some((each) => each.id === id))
    if (unknown.length > 0) framework.test('declared gaps name cases', async () => assert.deepEqual(unknown, []))
  })
}

/** Runs all cases, or those named by `only`, one after the other; gives the error of each that failed, by id. */
export async function runSuite<Harness>(
  suite: ConformanceSuite<Harness>,
  { open, only }: Pick<SuiteRegistration<Harness>, 'open'> & { readonly only?: readonly string[] },
): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>()
  for (const each of suite.cases) {
    if (only !== undefined && !only.includes(each.id)) continue
    await runCase(each, open).catch((error: unknown) => failures.set(each.id, error))
  }
  return failures
}

async function runCase<Harness>(
  each: ConformanceCase<Harness>,
  open: SuiteRegistration<Harness>['open'],
): Promise<void> {
  await using harness = await open()
  await each.run(harness)
}

async function assertFails<Harness>(
  each: ConformanceCase<Harness>,
  open: SuiteRegistration<Harness>['open'],
): Promise<void> {
  const passed = await runCase(each, open).then(
    () => true,
    () => false,
  )
  assert.equal(passed, false, `${each.id} passes: it is no gap any more`)
}
