/**
 * Queue and repository in one SQLite file, over node:sqlite.
 */
export {}
