/**
 * Tasks that run scripts as child processes.
 */
export {}
