// The flows of an installation: deployed from text, kept revision by revision, compiled for execution. Nothing is stored
// of a flow that has findings which are no mere warnings.

import { isDeepStrictEqual } from 'node:util'
import { compileFlow, type Plan } from '@millrace/engine'
import { MillraceError, type Flow, type PluginDefault } from '@millrace/model'
import type { Clock, FlowFilter, FlowRecord, FlowStore, Page, PageRequest, Repository, Total } from '@millrace/ports'
import type { Catalogue } from './catalogue.ts'
import { calledFindings, type FindFlow } from './checks/calls.ts'
import { parseFlow } from './parse-flow.ts'
import { createPlanCache, type PlanCache } from './plan-cache.ts'
import { tasksOf } from './task-tree.ts'
import { flowOf, isRefusal, validateFlow } from './validate-flow.ts'

export interface FlowsDeps {
  readonly repository: Pick<Repository, 'flows'>
  readonly catalogue: Catalogue
  readonly clock: Pick<Clock, 'now'>
  /** Plugin defaults of the server. */
  readonly defaults: readonly PluginDefault[]
  /** How many compiled revisions to keep; 1,000 unless told. */
  readonly planCacheSize?: number
}

/** What a validation found; the flow that was read, unless it is refused. */
export interface Validation {
  readonly flow?: Flow
  readonly findings: readonly MillraceError[]
}

export interface Flows {
  readonly catalogue: Catalogue
  /** Rejects with MR_FLOW_INVALID (its issues are the findings), MR_YAML_SYNTAX or MR_FLOW_EXISTS. */
  create(source: string): Promise<FlowRecord>
  /**
   * Stores a new revision if anything but the text changed; else the text alone stays as it was. Rejects as `create`,
   * with MR_FLOW_NOT_FOUND, or MR_FLOW_CHANGED when somebody else stored a revision at the same time.
   */
  update(namespace: string, id: string, source: string): Promise<FlowRecord>
  /** Creates or updates, whichever fits. */
  deploy(source: string): Promise<FlowRecord>
  /** Adds a last revision that says `deleted`. Rejects with MR_FLOW_NOT_FOUND. */
  remove(namespace: string, id: string): Promise<void>
  /** The newest revision, or the one asked for; undefined for what is not there or deleted (an old revision is found even so). */
  find(namespace: string, id: string, revision?: number): Promise<FlowRecord | undefined>
  /** As `find`; rejects with MR_FLOW_NOT_FOUND. */
  get(namespace: string, id: string, revision?: number): Promise<FlowRecord>
  page(filter: FlowFilter, page: PageRequest): Promise<Page<FlowRecord>>
  total(filter: FlowFilter): Promise<Total>
  /** Oldest first. */
  revisions(namespace: string, id: string): Promise<readonly FlowRecord[]>
  namespaces(): Promise<readonly string[]>
  /** Never rejects for what is wrong with the text: that is a finding. */
  validate(source: string): Validation
  /** As `validate`, with warnings on calls of flows that are not deployed, or that have other inputs. */
  review(source: string): Promise<Validation>
  /** The compiled form of a revision, kept in memory; undefined when there is no such revision. */
  plan(namespace: string, id: string, revision: number): Promise<Plan | undefined>
  /** That of the newest revision; undefined for what is not there or deleted. */
  newest(namespace: string, id: string): Promise<Plan | undefined>
}

export function createFlows(deps: FlowsDeps): Flows {
  return new FlowService(deps)
}

class FlowService implements Flows {
  readonly catalogue: Catalogue
  readonly #deps: FlowsDeps
  readonly #store: FlowStore
  readonly #plans: PlanCache

  constructor(deps: FlowsDeps) {
    this.catalogue = deps.catalogue
    this.#deps = deps
    this.#store = deps.repository.flows
    this.#plans = createPlanCache(deps.planCacheSize ?? 1_000)
  }

  async create(source: string): Promise<FlowRecord> {
    const flow = validFlow(source, this.catalogue)
    const newest = await this.#store.find(flow.namespace, flow.id)
    if (newest !== undefined && newest.flow.deleted !== true) {
      throw new MillraceError('MR_FLOW_EXISTS', `There is a flow ${flow.namespace}.${flow.id} already.`)
    }
    return this.#saveNext(flow, source, newest)
  }

  async update(namespace: string, id: string, source: string): Promise<FlowRecord> {
    const newest = await this.get(namespace, id)
    const flow = validFlow(source, this.catalogue)
    if (flow.namespace !== namespace || flow.id !== id) throw renamedFlow(flow, namespace, id)
    return this.#saveNext(flow, source, newest)
  }

  async deploy(source: string): Promise<FlowRecord> {
    const flow = validFlow(source, this.catalogue)
    return this.#saveNext(flow, source, await this.#store.find(flow.namespace, flow.id))
  }

  async remove(namespace: string, id: string): Promise<void> {
    const { flow, source } = await this.get(namespace, id)
    await this.#save({ ...flow, revision: flow.revision + 1, deleted: true }, source)
  }

  async find(namespace: string, id: string, revision?: number): Promise<FlowRecord | undefined> {
    const record = await this.#store.find(namespace, id, revision)
    return record?.flow.deleted === true ? undefined : record
  }

  async get(namespace: string, id: string, revision?: number): Promise<FlowRecord> {
    return (await this.find(namespace, id, revision)) ?? notFound(namespace, id, revision)
  }

  page(filter: FlowFilter, page: PageRequest): Promise<Page<FlowRecord>> {
    return this.#store.page(filter, page)
  }

  total(filter: FlowFilter): Promise<Total> {
    return this.#store.total(filter)
  }

  async revisions(namespace: string, id: string): Promise<readonly FlowRecord[]> {
    const records = await this.#store.revisions(namespace, id)
    return records.filter(({ flow }) => flow.deleted !== true)
  }

  namespaces(): Promise<readonly string[]> {
    return this.#store.namespaces()
  }

  validate(source: string): Validation {
    return validation(source, this.catalogue)
  }

  async review(source: string): Promise<Validation> {
    const found = this.validate(source)
    if (found.flow === undefined) return found
    const parsed = parseFlow(source)
    const find: FindFlow = async (...name) => (await this.find(...name))?.flow
    const called = await calledFindings(parsed, tasksOf(parsed.document), find)
    return { ...found, findings: [...found.findings, ...called] }
  }

  plan(namespace: string, id: string, revision: number): Promise<Plan | undefined> {
    return this.#plans.get(`${namespace}/${id}/${revision}`, async () => {
      const record = await this.#store.find(namespace, id, revision)
      return record === undefined ? undefined : compileFlow(record.flow, { defaults: this.#deps.defaults })
    })
  }

  async newest(namespace: string, id: string): Promise<Plan | undefined> {
    const record = await this.find(namespace, id)
    return record === undefined ? undefined : this.plan(namespace, id, record.flow.revision)
  }

  async #saveNext(flow: Flow, source: string, newest: FlowRecord | undefined): Promise<FlowRecord> {
    const next: Flow = { ...flow, revision: (newest?.flow.revision ?? 0) + 1 }
    return newest !== undefined && isUnchanged(newest, next, source) ? newest : this.#save(next, source)
  }

  async #save(flow: Flow, source: string): Promise<FlowRecord> {
    const record: FlowRecord = { flow, source, updatedAt: this.#deps.clock.now() }
    if (await this.#store.save(record)) return record
    throw new MillraceError(
      'MR_FLOW_CHANGED',
      `The flow ${flow.namespace}.${flow.id} was changed by somebody else meanwhile.`,
    )
  }
}

function validation(source: string, catalogue: Catalogue): Validation {
  try {
    const parsed = parseFlow(source)
    const findings = validateFlow(parsed, catalogue)
    return findings.some(isRefusal) ? { findings } : { findings, flow: flowOf(parsed, 1) }
  } catch (error) {
    if (error instanceof MillraceError) return { findings: [error] }
    throw error
  }
}

/** The flow of a text without findings; throws otherwise. */
function validFlow(source: string, catalogue: Catalogue): Flow {
  const parsed = parseFlow(source)
  const findings = validateFlow(parsed, catalogue).filter(isRefusal)
  if (findings.length === 0) return flowOf(parsed, 1)
  throw new MillraceError('MR_FLOW_INVALID', `Invalid entity: ${findings.map(({ message }) => message).join(' ')}`, {
    issues: findings,
  })
}

/** A change of white space or comments in the text is a change that users want back; a tombstone never equals. */
function isUnchanged(newest: FlowRecord, next: Flow, source: string): boolean {
  return (
    newest.flow.deleted !== true &&
    newest.source === source &&
    isDeepStrictEqual({ ...newest.flow, revision: next.revision }, next)
  )
}

function renamedFlow(flow: Flow, namespace: string, id: string): MillraceError {
  return new MillraceError(
    'MR_FLOW_PROPERTY',
    `Illegal flow update: the text is of ${flow.namespace}.${flow.id}, not of ${namespace}.${id}.`,
    {
      hint: 'Namespace and id of a flow never change; create another flow instead.',
    },
  )
}

function notFound(namespace: string, id: string, revision?: number): never {
  const which = revision === undefined ? '' : `, revision ${revision}`
  throw new MillraceError('MR_FLOW_NOT_FOUND', `There is no flow ${namespace}.${id}${which}.`)
}
