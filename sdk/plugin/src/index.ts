/**
 * What plugin authors import: definitions of tasks, triggers and task runners as plain data.
 */
export {}
