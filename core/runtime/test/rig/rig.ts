// Runtimes on the adapter in memory, in virtual time: several on one store, and crashes that leave the store as it is.

import { adapter } from '@millrace/adapter-memory'
import { compileFlow, type Plan } from '@millrace/engine'
import type {
  AttemptContext,
  Consumer,
  Queue,
  Repository,
  RepositoryCapabilities,
  TaskDefinition,
} from '@millrace/ports'
import {
  MillraceError,
  sortableId,
  type ExecutionDocument,
  type Flow,
  type JsonObject,
  type Task,
} from '@millrace/model'
import { MemoryStorage } from '@millrace/sdk-testing'
import { createRuntime, EventLoopRunner, silentLog, type Runtime, type RuntimeOptions } from '../../src/index.ts'
import { ProcessClock, VirtualTime } from './virtual-clock.ts'

export interface RunningProcess {
  readonly runtime: Runtime
  readonly queue: Queue
  readonly repository: Repository
  /** Nothing of it happens any more, as after SIGKILL. */
  crash(): void
  /** While true, the repository is unreachable. */
  setUnreachable(isUnreachable: boolean): void
  /** From now on nothing that is published arrives, nor is it refused: as in a process about to die. */
  stopPublishing(): void
  /** While true, broadcasts reach nobody. */
  setMute(isMute: boolean): void
}

export interface StartOptions extends Partial<RuntimeOptions> {
  readonly capabilities?: Partial<RepositoryCapabilities>
}

export type Body = (context: AttemptContext, properties: JsonObject) => unknown

let stores = 0

export class Rig {
  readonly time = new VirtualTime()
  readonly plans = new Map<string, Plan>()
  readonly definitions = new Map<string, TaskDefinition>()
  /** What bodies of tasks did, in order. */
  readonly journal: string[] = []
  readonly metrics = new Map<string, number>()
  readonly #store: string
  #ids = 0

  constructor() {
    stores += 1
    this.#store = `rig-${process.pid}-${stores}`
    this.task('test/echo', (context, properties) => {
      this.journal.push(`${context.message.task.id}:${context.message.attempt}`)
      return { value: properties['value'] ?? null }
    })
  }

  task(type: string, run: Body, more: Partial<TaskDefinition> = {}): void {
    const definition = { type, title: type, properties: { type: 'object' }, run, ...more }
    this.definitions.set(type, definition as unknown as TaskDefinition)
  }

  flow(id: string, tasks: readonly Task[], more: Partial<Flow> = {}): void {
    const flow = { id, namespace: 'test', revision: 1, tasks, ...more } as Flow
    this.plans.set(id, compileFlow(flow, { defaults: [] }))
  }

  async start(options: StartOptions = {}): Promise<RunningProcess> {
    const clock = this.time.process()
    const { capabilities, ...rest } = options
    const host = { clock, ids: this.#idSource(clock), dataDirectory: '/nowhere', service: 'test', log: () => {} }
    const opened = await adapter.open({ store: this.#store, leaseMs: 5_000 }, host)
    if (opened.queue === undefined || opened.repository === undefined)
      throw new TypeError('The adapter in memory gives both.')
    const { repository: stored } = opened
    const consumers: Consumer[] = []
    const publishing = { isStopped: false, isMute: false }
    const queue = mortalQueue(clock, opened.queue, { consumers, publishing })
    const fault = { isUnreachable: false }
    const entities = mortal(clock, stored.entities, fault)
    const repository = { ...stored, entities, capabilities: { ...stored.capabilities, ...capabilities } }
    const starting = createRuntime({
      queue,
      repository,
      clock,
      ids: host.ids,
      storage: new MemoryStorage({ clock }),
      secrets: { get: async (_namespace, key) => (key === 'TOKEN' ? 's3cr3t-value' : undefined) },
      metrics: {
        count: (name, by = 1) => void this.metrics.set(name, (this.metrics.get(name) ?? 0) + by),
        gauge: (name, value) => void this.metrics.set(name, value),
        time: () => {},
      },
      log: silentLog,
      plans: {
        plan: async (_namespace, flowId) => this.plans.get(flowId),
        newest: async (_namespace, flowId) => this.plans.get(flowId),
      },
      types: { definition: (type) => this.definitions.get(type) },
      runners: [new EventLoopRunner()],
      folders: { make: (name) => `/nowhere/${name}`, remove: async () => {} },
      settings: { zone: 'UTC', globals: {}, envs: {} },
      host: 'test',
      options: { roles: ['executor', 'worker', 'scheduler', 'indexer'], slots: 8, ...rest },
    })
    const runtime = await this.time.of(starting)
    const crash = (): void => {
      clock.kill()
      for (const consumer of consumers) consumer.pause()
    }
    return {
      runtime,
      queue,
      repository,
      crash,
      setUnreachable: (isUnreachable) => void (fault.isUnreachable = isUnreachable),
      stopPublishing: () => void (publishing.isStopped = true),
      setMute: (isMute) => void (publishing.isMute = isMute),
    }
  }

  async run({ runtime }: RunningProcess, flowId: string, inputs: JsonObject = {}): Promise<ExecutionDocument> {
    const created = await this.create({ runtime }, flowId, inputs)
    return this.time.of(runtime.executions.waitFor(created.id))
  }

  create(
    { runtime }: Pick<RunningProcess, 'runtime'>,
    flowId: string,
    inputs: JsonObject = {},
  ): Promise<ExecutionDocument> {
    return this.time.of(runtime.executions.create({ namespace: 'test', flowId, revision: 1, inputs, labels: [] }))
  }

  async stop({ runtime }: RunningProcess): Promise<void> {
    await this.time.of(Promise.resolve(runtime[Symbol.asyncDispose]()))
  }

  #idSource(clock: ProcessClock): { next(): string } {
    return {
      next: () => {
        this.#ids += 1
        const count = this.#ids
        return sortableId(clock.now(), () => count)
      },
    }
  }
}

/** Calls of a dead process never come back. */
function mortal<T extends object>(
  clock: ProcessClock,
  port: T,
  fault: { readonly isUnreachable: boolean } = { isUnreachable: false },
): T {
  return new Proxy(port, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...given: readonly unknown[]) => {
        if (clock.isDead) return new Promise(() => {})
        return fault.isUnreachable
          ? Promise.reject(new MillraceError('MR_DATABASE_UNAVAILABLE', 'The disk is full.'))
          : method.apply(target, given)
      }
    },
  })
}

interface QueueHandles {
  readonly consumers: Consumer[]
  readonly publishing: { readonly isStopped: boolean; readonly isMute: boolean }
}

function mortalQueue(clock: ProcessClock, queue: Queue, { consumers, publishing }: QueueHandles): Queue {
  const dying = mortal(clock, queue)
  return {
    publish: (messages) => (publishing.isStopped ? new Promise<void>(() => {}) : dying.publish(messages)),
    broadcast: (channel, body) => (publishing.isMute ? Promise.resolve() : dying.broadcast(channel, body)),
    depth: (topic, group) => dying.depth(topic, group),
    listen: (channel, listener) =>
      dying.listen(channel, (body) => {
        if (!clock.isDead) listener(body)
      }),
    consume: async (topic, options, handler) => {
      const consumer = await dying.consume(topic, options, (batch) =>
        clock.isDead ? new Promise(() => {}) : handler(batch),
      )
      consumers.push(consumer)
      return consumer
    },
  }
}

export function echo(id: string, value?: string, more: Partial<Task> = {}): Task {
  return { id, type: 'test/echo', ...(value === undefined ? {} : { value }), ...more }
}

export function statesOf(document: ExecutionDocument): readonly string[] {
  return document.taskRunList.map((run) => `${run.taskId}:${run.state.current}`)
}
