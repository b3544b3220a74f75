// Conformance suites, flow tests in virtual time and fakes that pass the suites themselves.

export {
  registerSuite,
  runSuite,
  type ConformanceCase,
  type ConformanceSuite,
  type SuiteRegistration,
  type TestFramework,
} from './suite.ts'
export { storageSuite } from './storage/storage-suite.ts'
export type { StorageHarness } from './storage/harness.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { functionRunnerSuite } from './task-runner/function-suite.ts'
export { commandRunnerSuite } from './task-runner/command-suite.ts'
export type { TaskRunnerHarness } from './task-runner/harness.ts'
export {
  openTestAttempt,
  type LoggedLine,
  type TestAttempt,
  type TestAttemptOptions,
} from './task-runner/test-attempt.ts'
export { testPlatform, type TestPlatformDeps } from './task-runner/test-platform.ts'
export { runTask } from './task-runner/run-task.ts'
export { queueSuite } from './queue/queue-suite.ts'
export { repositorySuite } from './repository/repository-suite.ts'
export {
  openAdapterHarness,
  type AdapterHarness,
  type Gate,
  type HarnessSettings,
  type OpenStore,
  type Place,
} from './adapter/harness.ts'
export { SuiteClock } from './adapter/suite-clock.ts'
export { crashSuite } from './crash/crash-suite.ts'
export { openCrashHarness, type CrashHarness, type CrashHarnessSettings } from './crash/harness.ts'
