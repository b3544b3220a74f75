// The platform of a process, over a repository and a storage that a test brings.

import { MillraceError } from '@millrace/model'
import type { Clock, Platform, Repository, Storage } from '@millrace/ports'
import { createPlatform } from '@millrace/runtime'

export interface TestPlatformDeps {
  readonly repository: Repository
  readonly storage: Storage
  readonly clock: Clock
}

/** Knows no flow and no secret. */
export function testPlatform(deps: TestPlatformDeps): Platform {
  return createPlatform({
    ...deps,
    plans: { plan: async () => undefined, newest: async () => undefined },
    secrets: { get: async () => undefined },
    settings: { zone: 'UTC', globals: {}, envs: {} },
    flushLogs: async () => {},
    resume: async (id) => {
      throw new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no execution "${id}".`)
    },
  })
}
