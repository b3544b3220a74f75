// The composition root: from a configuration to a running process. What starts is stopped in reverse order, and nothing
// is resolved after start.

import { rm } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { availableParallelism, hostname } from 'node:os'
import { Clock, Ids, Metrics, Queue, Repository, Secrets, Storage, type AdapterHost, type Token } from '@millrace/ports'
import { createRuntime, type Role, type RuntimeDeps } from '@millrace/runtime'
import { openAdapters } from './adapters/open.ts'
import { sharedRepository } from './adapters/repository-view.ts'
import type { Application } from './application.ts'
import type { Config as ProcessConfig } from './config/config.ts'
import { assertBound, createContainer, provide, resolve, type Container } from './container.ts'
import { createApplication } from './create-application.ts'
import { startLanes } from './lanes.ts'
import { bindParts, REQUIRED, workFolder } from './parts.ts'
import { loadCatalogue } from './plugins.ts'
import { systemClock } from './process/clock.ts'
import { createIds } from './process/ids.ts'
import { createLog } from './process/log.ts'
import { noMetrics } from './process/no-metrics.ts'
import { Catalogue, Config, Flows, Log, RuntimeParts } from './tokens.ts'

/** A part that replaces the one of the configuration. */
export interface Override {
  readonly token: Token<unknown>
  readonly part: unknown
}

/** Types a replacement: `override(Clock, virtualClock)`. */
export function override<T>(token: Token<T>, part: NoInfer<T>): Override {
  return { token, part }
}

export interface ComposeOptions {
  /** All of them unless told. */
  readonly roles?: readonly Role[]
  /** Executor loops; as many as the configuration or the queue's adapter asks for. More than one run in threads. */
  readonly lanes?: number
  /** Whether others work on the same repository at the same time, whatever the adapter thinks. */
  readonly isShared?: boolean
  /** Names this process, or this lane of it, in logs. */
  readonly name?: string
  /** Whether the process may serve the API. */
  readonly hasApi?: boolean
  readonly overrides?: readonly Override[]
}

const ALL_ROLES: readonly Role[] = ['executor', 'worker', 'scheduler', 'indexer']

/** Resolves when every role works. Rejects with the code of what is wrong; then nothing is left running. */
export async function compose(config: ProcessConfig, options: ComposeOptions = {}): Promise<Application> {
  await using starting = new AsyncDisposableStack()
  const container = createContainer()
  // Loaded here: a process without an API does without it.
  const metrics = options.hasApi === true ? (await import('@millrace/server')).createMetrics() : undefined
  provide(container, Metrics, metrics ?? noMetrics)
  provideProcess(container, config, options)
  const { lanes } = await provideAdapters(container, config, options, starting)
  provide(container, Catalogue, await loadCatalogue(config))
  bindParts(container, process.env)
  for (const { token, part } of options.overrides ?? []) provide(container, token, part)
  assertBound(container, REQUIRED)
  const parts = resolve(container, RuntimeParts)
  const roles = options.roles ?? ALL_ROLES
  if (roles.includes('worker')) await rm(workFolder(config), { recursive: true, force: true })
  if (lanes > 1) starting.use(await startLanes(config, lanes, parts.log))
  const own = lanes > 1 ? roles.filter((role) => role !== 'executor') : roles
  const runtime = starting.use(await createRuntime(runtimeDeps(config, parts, own)))
  const flows = resolve(container, Flows)
  return createApplication({
    parts,
    flows,
    runtime,
    stack: starting.move(),
    ...(metrics === undefined ? {} : { metrics }),
  })
}

function provideProcess(container: Container, config: ProcessConfig, options: ComposeOptions): void {
  provide(container, Config, config)
  provide(container, Clock, systemClock)
  provide(container, Ids, createIds({ clock: systemClock }))
  provide(container, Log, createLog(config.logLevel, options.name))
  for (const { token, part } of options.overrides ?? []) provide(container, token, part)
}

/** Ports that are replaced need no adapter. */
async function provideAdapters(
  container: Container,
  config: ProcessConfig,
  options: ComposeOptions,
  stack: AsyncDisposableStack,
): Promise<{ readonly lanes: number }> {
  mkdirSync(config.dataDirectory, { recursive: true })
  const replaced = new Set((options.overrides ?? []).map(({ token }) => token))
  const ports = (
    [
      ['queue', Queue],
      ['repository', Repository],
      ['storage', Storage],
      ['secrets', Secrets],
    ] as const
  ).filter(([, token]) => !replaced.has(token))
  const opened = await openAdapters(config, hostOf(container, config, options), {
    stack,
    ports: ports.map(([port]) => port),
  })
  const lanes = options.lanes ?? config.lanes ?? opened.lanes
  const isShared = options.isShared ?? lanes > 1
  if (opened.queue !== undefined) provide(container, Queue, opened.queue)
  if (opened.repository !== undefined)
    provide(container, Repository, isShared ? sharedRepository(opened.repository) : opened.repository)
  if (opened.storage !== undefined) provide(container, Storage, opened.storage)
  if (opened.secrets !== undefined) provide(container, Secrets, opened.secrets)
  return { lanes }
}

function hostOf(container: Container, config: ProcessConfig, { name }: ComposeOptions): AdapterHost {
  const log = resolve(container, Log)
  return {
    clock: resolve(container, Clock),
    ids: resolve(container, Ids),
    dataDirectory: config.dataDirectory,
    service: name ?? 'main',
    log: (level, message, fields = {}) => log[level](fields, message),
  }
}

function runtimeDeps(config: ProcessConfig, parts: RuntimeParts, roles: readonly Role[]): RuntimeDeps {
  return {
    ...parts,
    host: hostname(),
    options: {
      roles,
      slots: config.workerThreads ?? 8 * availableParallelism(),
      ...(config.retentionMs === undefined ? {} : { keepExecutionsMs: config.retentionMs }),
    },
  }
}
