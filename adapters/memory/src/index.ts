/**
 * Queue, repository and storage in memory: the reference adapter.
 */
export {}
