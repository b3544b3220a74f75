// The task types that every flow needs. Flow controls (Sequential, If, ForEach, Sleep …) are the engine's own.

import { definePlugin } from '@millrace/sdk-plugin'
import { echo } from './echo.ts'
import { fail } from './fail.ts'
import { log } from './log.ts'
import { outputValues } from './output-values.ts'
import { returnTask } from './return.ts'
import { concat } from './storage-concat.ts'
import { size } from './storage-size.ts'
import { write } from './storage-write.ts'

export const plugin = definePlugin({
  name: 'core',
  title: 'Core tasks',
  tasks: [log, echo, returnTask, fail, outputValues, write, size, concat],
})
