// Inputs that are files: callers upload first and give the URI under which the file was stored.

import { expected, type Reader } from './reading.ts'

export const readFile: Reader = (received, input) => {
  const isUri =
    typeof received === 'string' && /^kestra:\/\/\/\S+$/.test(received) && !received.split('/').includes('..')
  if (!isUri) return expected('FILE', received)
  const allowed = input['allowedFileExtensions']
  const isAllowed =
    !Array.isArray(allowed) ||
    allowed.some((extension) => received.toLowerCase().endsWith(String(extension).toLowerCase()))
  return isAllowed ? { value: received } : { problem: `it must be a file of type \`${allowed.join(', ')}\`` }
}
