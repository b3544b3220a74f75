// The extension of a file that a task writes.

import { MillraceError } from '@millrace/sdk-plugin'

/** The extension with its dot, or nothing; fails with MR_TASK_PROPERTY on a text that would change the folder. */
export function checkedExtension(extension: string): string {
  if (extension === '') return ''
  if (!/^\.?[\w.+-]{1,64}$/.test(extension)) {
    throw new MillraceError('MR_TASK_PROPERTY', `"${extension}" is no extension of a file.`)
  }
  return extension.startsWith('.') ? extension : `.${extension}`
}
