/**
 * Queue and repository in one SQLite file, over node:sqlite: for one process, on one machine.
 */
export { adapter } from './adapter.ts'
