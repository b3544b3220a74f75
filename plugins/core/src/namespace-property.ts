// The property that says whose keys or files a task works on.

import { Type } from '@millrace/sdk-plugin'

export const namespaceProperty = Type.Optional(
  Type.String({ title: 'Namespace', description: 'The namespace of the flow unless told.', minLength: 1 }),
)
