// The task types that every flow needs. Flow controls (Sequential, If, ForEach, Sleep …) are the engine's own.

import { definePlugin } from '@millrace/sdk-plugin'
import { echo } from './echo.ts'
import { count } from './execution/count.ts'
import { purgeExecutions } from './execution/purge.ts'
import { resume } from './execution/resume.ts'
import { fail } from './fail.ts'
import { kvDelete } from './kv/delete.ts'
import { kvGet } from './kv/get.ts'
import { kvKeys } from './kv/keys.ts'
import { kvSet } from './kv/set.ts'
import { logFetch } from './log-fetch.ts'
import { log } from './log.ts'
import { namespaceDelete } from './namespace/delete.ts'
import { namespaceDownload } from './namespace/download.ts'
import { namespaceUpload } from './namespace/upload.ts'
import { outputValues } from './output-values.ts'
import { returnTask } from './return.ts'
import { stateDelete } from './state/delete.ts'
import { stateGet } from './state/get.ts'
import { stateSet } from './state/set.ts'
import { concat } from './storage/concat.ts'
import { deduplicate } from './storage/deduplicate.ts'
import { deleteFile } from './storage/delete.ts'
import { filter } from './storage/filter.ts'
import { localFiles } from './storage/local-files.ts'
import { purgeExecutionFiles } from './storage/purge-execution-files.ts'
import { reverse } from './storage/reverse.ts'
import { size } from './storage/size.ts'
import { split } from './storage/split.ts'
import { write } from './storage/write.ts'

export const plugin = definePlugin({
  name: 'core',
  title: 'Core tasks',
  tasks: [log, echo, returnTask, fail, outputValues, write, size, concat].concat(
    [deduplicate, filter, reverse, split, deleteFile, localFiles, purgeExecutionFiles],
    [namespaceUpload, namespaceDownload, namespaceDelete],
    [count, resume, purgeExecutions, logFetch],
    [kvSet, kvGet, kvKeys, kvDelete],
    [stateSet, stateGet, stateDelete],
  ),
})
