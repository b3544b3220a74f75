/**
 * The vocabulary of Millrace: flows, executions, states, ids, errors and their schemas.
 * Pure data and functions over it; nothing here knows time, input or output.
 */
export {}
