// A repository with other capabilities than its adapter declares: what the composition knows better.

import type { Repository, RepositoryCapabilities } from '@millrace/ports'

/** Its own queue is not the one in use: a commit publishes nothing. */
export function withoutQueue(repository: Repository): Repository {
  return withCapabilities(repository, { joinedQueue: false })
}

/** Several lanes of this process work on it. */
export function sharedRepository(repository: Repository): Repository {
  return withCapabilities(repository, { isShared: true })
}

function withCapabilities(repository: Repository, known: Partial<RepositoryCapabilities>): Repository {
  const { entities, executions, flows, logs, kv, services, setAside } = repository
  return {
    capabilities: { ...repository.capabilities, ...known },
    entities,
    executions,
    flows,
    logs,
    kv,
    services,
    setAside,
    check: () => repository.check(),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  }
}
