// Conformance suites, flow tests in virtual time and fakes that pass the suites themselves.

export { registerSuite, type ConformanceCase, type ConformanceSuite, type SuiteRegistration, type TestFramework } from './suite.ts'
export { storageSuite } from './storage/storage-suite.ts'
export type { StorageHarness } from './storage/harness.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
export { functionRunnerSuite } from './task-runner/function-suite.ts'
export { commandRunnerSuite } from './task-runner/command-suite.ts'
export type { TaskRunnerHarness } from './task-runner/harness.ts'
export { openTestAttempt, type LoggedLine, type TestAttempt, type TestAttemptOptions } from './task-runner/test-attempt.ts'
export { runTask } from './task-runner/run-task.ts'
