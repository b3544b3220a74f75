// Reads on this thread, for what an index answers at once.

import { databaseError } from './errors.ts'

/** Runs a read; what it throws becomes a rejection with a code. */
export async function reading<T>(read: () => T): Promise<T> {
  try {
    return read()
  } catch (error) {
    throw databaseError(error)
  }
}
