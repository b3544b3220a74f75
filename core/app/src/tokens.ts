// Keys of the parts that are no ports: what the composition itself puts together.

import { token, type TaskRunner } from '@millrace/ports'
import type * as runtime from '@millrace/runtime'
import type { Config as ProcessConfig } from './config/config.ts'

export type Config = ProcessConfig
export const Config = token<Config>('Config')

export type Log = runtime.Log
export const Log = token<Log>('Log')

export type Catalogue = runtime.Catalogue
export const Catalogue = token<Catalogue>('Catalogue')

export type EngineSettings = runtime.EngineSettings
export const EngineSettings = token<EngineSettings>('EngineSettings')

export type Flows = runtime.Flows
export const Flows = token<Flows>('Flows')

export type TaskRunners = readonly TaskRunner[]
export const TaskRunners = token<TaskRunners>('TaskRunners')

export type WorkFolders = runtime.WorkFolders
export const WorkFolders = token<WorkFolders>('WorkFolders')

/** What the roles of the process are started with. */
export type RuntimeParts = Omit<runtime.RuntimeDeps, 'options' | 'host'>
export const RuntimeParts = token<RuntimeParts>('RuntimeParts')
