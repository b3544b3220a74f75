// Which part is made of which: the whole table. Reading it once tells what a process consists of.

import { join } from 'node:path'
import { Clock, Ids, Metrics, Queue, Repository, Secrets, Storage, type TaskRunner } from '@millrace/ports'
import {
  ChildProcessRunner,
  createCipher,
  createFlows,
  createHttpClient,
  createWorkFolders,
  EventLoopRunner,
} from '@millrace/runtime'
import { bind, type Container } from './container.ts'
import { environmentVariables } from './process/environment-variables.ts'
import { Catalogue, Config, EngineSettings, Flows, Log, RuntimeParts, TaskRunners, WorkFolders } from './tokens.ts'

/** What must be there before anything starts. */
export const REQUIRED = [
  Config,
  Log,
  Clock,
  Ids,
  Metrics,
  Queue,
  Repository,
  Storage,
  Secrets,
  Catalogue,
  EngineSettings,
  Flows,
  TaskRunners,
  WorkFolders,
  RuntimeParts,
] as const

export function bindParts(container: Container, environment: NodeJS.ProcessEnv): void {
  bind(container, EngineSettings, { config: Config }, ({ config }) => ({
    zone: config.timeZone,
    globals: config.globals,
    envs: environmentVariables(environment, config.environmentPrefix),
  }))
  bind(container, WorkFolders, { config: Config }, ({ config }) => createWorkFolders(workFolder(config)))
  bind(
    container,
    Flows,
    { repository: Repository, catalogue: Catalogue, clock: Clock, config: Config },
    ({ config, ...deps }) => createFlows({ ...deps, defaults: config.pluginDefaults }),
  )
  bind(
    container,
    TaskRunners,
    { clock: Clock, catalogue: Catalogue },
    ({ clock, catalogue }): readonly TaskRunner[] => [
      new EventLoopRunner(),
      new ChildProcessRunner({ clock }),
      ...catalogue.plugins.flatMap(({ taskRunners = [] }) => taskRunners),
    ],
  )
  bind(
    container,
    RuntimeParts,
    {
      queue: Queue,
      repository: Repository,
      storage: Storage,
      secrets: Secrets,
      clock: Clock,
      ids: Ids,
      metrics: Metrics,
      log: Log,
      plans: Flows,
      types: Catalogue,
      runners: TaskRunners,
      folders: WorkFolders,
      settings: EngineSettings,
      config: Config,
    },
    ({ config: { encryptionKey, deniesPrivateHttp }, ...parts }) => ({
      ...parts,
      http: createHttpClient({ deniesPrivate: deniesPrivateHttp }),
      ...(encryptionKey === undefined ? {} : { cipher: createCipher(encryptionKey) }),
    }),
  )
}

/** Working folders of attempts; what a crash left there is removed at the next start. */
export function workFolder({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return join(dataDirectory, 'work')
}
