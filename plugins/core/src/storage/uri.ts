// Texts that must be URIs of the internal storage.

import { MillraceError } from '@millrace/sdk-plugin'
import type { StorageUri } from '@millrace/sdk-plugin'

/** The text as a URI; fails with MR_STORAGE_URI. The storage checks its segments. */
export function storageUri(text: string): StorageUri {
  if (text.startsWith('kestra:///')) return text as StorageUri
  throw new MillraceError('MR_STORAGE_URI', `"${text}" is no URI of the internal storage.`, {
    hint: 'It begins with kestra:///, as the outputs of tasks that write files do.',
  })
}
