// What the simulated ports leave out, since no loop of the runtime asks for it.

import { MillraceError } from '@millrace/model'

export function notSimulated(what: string): Promise<never> {
  return Promise.reject(new MillraceError('MR_INTERNAL', `The simulator has no ${what}.`))
}
