// Schemas of what watches over executions: service levels, and checks before one starts.

import Type from 'typebox'
import { DURATION_PATTERN } from '../duration.ts'

const closed = { additionalProperties: false }
const Text = Type.String()

/** A service level; MAX_DURATION needs `duration`, EXECUTION_ASSERTION needs `assert`. */
export const SlaSchema = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    type: Type.Enum(['MAX_DURATION', 'EXECUTION_ASSERTION']),
    behavior: Type.Enum(['FAIL', 'CANCEL', 'NONE']),
    labels: Type.Optional(Type.Union([Type.Record(Text, Type.Unknown()), Type.Array(Type.Unknown())])),
    duration: Type.Optional(Type.String({ pattern: DURATION_PATTERN, title: 'an ISO-8601 duration' })),
    assert: Type.Optional(Text),
  },
  closed,
)

/** A condition that is looked at before an execution starts. */
export const CheckSchema = Type.Object(
  {
    condition: Type.Union([Text, Type.Boolean()]),
    message: Type.Optional(Text),
    style: Type.Optional(Type.Enum(['ERROR', 'SUCCESS', 'WARNING', 'INFO'])),
    behavior: Type.Optional(Type.Enum(['BLOCK_EXECUTION', 'FAIL_EXECUTION', 'CREATE_EXECUTION'])),
  },
  closed,
)
