// A client of the API that tries again, with the same execution id, until it is answered.

import { isMillraceError, type ExecutionId, type TaskRunId } from '@millrace/model'
import type { NewExecution, Runtime } from '@millrace/runtime'
import type { World } from '../world/world.ts'
import type { Random } from '../world/random.ts'
import type { SimulatedNode } from './node.ts'

const PATIENCE_MS = 20_000
const RETRY_MS = 300

export interface ClientDeps {
  readonly world: World
  readonly nodes: readonly SimulatedNode[]
  readonly random: Random
}

export class SimulatedClient {
  /** Confirmed to the client. */
  readonly accepted = new Set<ExecutionId>()
  readonly killed = new Set<ExecutionId>()
  readonly #deps: ClientDeps

  constructor(deps: ClientDeps) {
    this.#deps = deps
  }

  create(execution: NewExecution & { readonly id: ExecutionId }): void {
    this.#ask(
      `creates ${execution.id}`,
      (runtime) => runtime.executions.create(execution),
      () => this.accepted.add(execution.id),
    )
  }

  kill(id: ExecutionId): void {
    this.#ask(
      `kills ${id}`,
      (runtime) => runtime.executions.kill(id),
      () => this.killed.add(id),
    )
  }

  /** The first pause that waits for somebody alone. */
  resume(id: ExecutionId, taskRunId: TaskRunId): void {
    this.#ask(
      `resumes ${taskRunId} of ${id}`,
      (runtime) => runtime.executions.resume(id, { taskRunId }),
      () => {},
    )
  }

  /** Runs again what failed, once: faults aside, it is answered at once. */
  restart(id: ExecutionId): void {
    this.#ask(
      `restarts ${id}`,
      (runtime) => runtime.executions.restart(id),
      () => {},
    )
  }

  #ask(what: string, request: (runtime: Runtime) => Promise<unknown>, done: () => void): void {
    const { world, nodes, random } = this.#deps
    const ready = nodes.flatMap(({ runtime, process }) =>
      runtime === undefined || process?.isPaused === true ? [] : [runtime],
    )
    const again = (): void => void world.timeline.plan(RETRY_MS, () => this.#ask(what, request, done))
    const runtime = ready[random.between(0, ready.length - 1)]
    if (runtime === undefined) return again()
    world.log.add('client', what)
    let isAnswered = false
    const answered = (next: () => void): void => {
      if (isAnswered) return
      isAnswered = true
      giveUp()
      next()
    }
    const giveUp = world.timeline.plan(PATIENCE_MS, () => answered(again))
    request(runtime).then(
      () => answered(() => this.#confirm(what, done)),
      (error: unknown) => answered(() => (isFinal(error) ? world.log.add('client', `${what}: refused`) : again())),
    )
  }

  #confirm(what: string, done: () => void): void {
    this.#deps.world.log.add('client', `${what}: done`)
    done()
  }
}

const FINAL: ReadonlySet<string> = new Set(['MR_EXECUTION_STATE', 'MR_EXECUTION_NOTHING_TO_RESTART'])

/** The execution has ended: it will not be killed any more. */
function isFinal(error: unknown): boolean {
  return isMillraceError(error) && FINAL.has(error.code)
}
