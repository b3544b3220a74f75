// Why a command makes no sense in a state: a coded reason, never a throw.

import type { ErrorCode } from '@millrace/model'

export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
}

export function refuse(code: ErrorCode, message: string): Refusal {
  return { code, message }
}
