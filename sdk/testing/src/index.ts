// Conformance suites, flow tests in virtual time and fakes that pass the suites themselves.

export { registerSuite, type ConformanceCase, type ConformanceSuite, type SuiteRegistration, type TestFramework } from './suite.ts'
export { storageSuite } from './storage/storage-suite.ts'
export type { StorageHarness } from './storage/harness.ts'
export { MemoryStorage } from './storage/memory-storage.ts'
