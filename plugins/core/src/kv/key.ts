// Keys of key-value pairs.

import { Type } from '@millrace/sdk-plugin'

export const keyProperty = Type.String({
  title: 'Key',
  description: 'Letters, digits, `.`, `_` and `-`, the first a letter or a digit.',
  pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*$',
  maxLength: 255,
})
