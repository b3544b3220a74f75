// Files that a task in JavaScript brings into its working folder and takes out of it.

import type { AttemptContext } from '@millrace/ports'
import { writeInputFiles } from '../runners/input-files.ts'
import { storeOutputFiles } from '../runners/output-files.ts'
import { relativePattern } from '../runners/working-path.ts'

type FileContext = Pick<AttemptContext, 'directory' | 'storage' | 'signal' | 'fileUri'>

export function attemptFiles(context: FileContext): AttemptContext['files'] {
  return {
    write: (files) => writeInputFiles(context, files),
    store: (patterns, to) => storeOutputFiles(context, patterns.map(relativePattern), to),
  }
}
