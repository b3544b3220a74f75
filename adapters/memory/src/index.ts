/**
 * Queue and repository in memory: the reference adapter, for tests and simulation.
 */
export { adapter } from './adapter.ts'
