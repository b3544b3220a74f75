// A conformance suite is a list of cases with permanent ids. It knows no test framework: `registerSuite` hands the
// cases to vitest, node:test or anything with the same two functions.

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
  /** Cases that this subject does not pass, by id, each with the reason; they are not run. */
  readonly gaps?: Readonly<Record<string, string>>
}

/** Registers each case of a suite as one test, named by its id and title. */
export function registerSuite<Harness>(suite: ConformanceSuite<Harness>, registration: SuiteRegistration<Harness>): void {
  const { framework, subject, open, gaps = {} } = registration
  framework.describe(`${suite.name}: ${subject}`, () => {
    for (const each of suite.cases) {
      if (gaps[each.id] !== undefined) continue
      const body = async () => {
        await using harness = await open()
        await each.run(harness)
      }
      framework.test(`${each.id} ${each.title}`, body, each.timeoutMs)
    }
  })
}
