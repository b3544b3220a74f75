// One execution in the hands of a lane: decisions of the engine applied one after another, and what they ask for gathered
// until the next commit.

import { isTerminal, type AttemptMessage, type TaskRunId } from '@millrace/model'
import {
  apply,
  type Decision,
  type Effect,
  type EngineFacts,
  type EngineNeed,
  type ExecutionCommand,
  type ExecutionState,
  type Plan,
  type RunTable,
  type TaskRun,
} from '@millrace/engine'
import type { Clock, EntityRef, PartSelection, StoredEntity } from '@millrace/ports'
import type { FactBook } from '../facts/fact-book.ts'
import type { EngineSettings } from '../facts/engine-settings.ts'
import type { EngineRules } from './engine-rules.ts'
import type { RunTexts } from './execution-codec.ts'
import { addParts } from './execution-decoder.ts'
import { describeWrite } from './execution-write.ts'
import { seedOf, seedText } from './seed.ts'
import { executionFailure, runFailure } from './failure-logs.ts'
import type { CreateCommand } from './execution-machine.ts'
import { createTurn, heldAttempt, holdPart, type Turn } from './execution-turn.ts'
import type { Cancel, LaneCommand, Sealed, Subject, Verdict } from './subject.ts'
import { wantsOf } from './wants.ts'

export interface SubjectDeps {
  readonly plan: Plan
  readonly rules: EngineRules
  readonly clock: Clock
  readonly settings: EngineSettings
  /** Who owns an execution, given what it dispatched in memory (undefined: unknown) and what its commit sends. */
  ownerOf(pending: number | undefined, messages: number): string | undefined
  /** Cancels are told again after this time until the attempt ended; undefined where telling once is certain. */
  readonly repeatCancelMs: number | undefined
}

export class ExecutionSubject implements Subject {
  readonly ref: EntityRef
  readonly #deps: SubjectDeps
  #state: ExecutionState
  #isSplit: boolean
  #isNew: boolean
  #turn: Turn = createTurn()
  readonly #texts: RunTexts = new Map()
  /** Attempts handed out and neither held by a worker nor ended: task run → attempt; undefined where not known. */
  #pending: Map<TaskRunId, number> | undefined

  constructor(
    deps: SubjectDeps,
    given: { readonly state: ExecutionState; readonly isSplit: boolean; readonly isNew: boolean },
  ) {
    this.#deps = deps
    this.#state = given.state
    this.#isSplit = given.isSplit
    this.#isNew = given.isNew
    this.ref = { kind: 'execution', key: given.state.header.id }
    this.#pending = this.#knownPending()
  }

  get state(): ExecutionState {
    return this.#state
  }

  get namespace(): string {
    return this.#state.header.namespace
  }

  get plan(): Plan {
    return this.#deps.plan
  }

  get isLive(): boolean {
    const { header } = this.#state
    return !isTerminal(header.state) || header.liveCount > 0
  }

  get weight(): number {
    return 1 + this.#state.table.runs.size
  }

  get isChanged(): boolean {
    return this.#turn.isChanged
  }

  apply(command: LaneCommand, book: FactBook): Verdict {
    switch (command.kind) {
      case 'create':
        return this.#create(command as CreateCommand, book)
      case 'adopt':
        if (!this.#isNew) return { kind: 'unchanged' }
        return this.#recover()
      case 'recover':
        return this.#recover()
      default:
        return this.#decide(command as ExecutionCommand, book)
    }
  }

  seal(book: FactBook): { readonly kind: 'sealed'; readonly sealed: Sealed } | Extract<Verdict, { kind: 'needs' }> {
    const turn = this.#turn
    const attempts: AttemptMessage[] = []
    // What all of them lack is fetched at once.
    const needs: EngineNeed[] = []
    for (const [taskRunId, attempt] of turn.dispatches) {
      if (!this.#isOwed(taskRunId, attempt)) continue
      const made = this.#deps.rules.attemptMessage({
        plan: this.#deps.plan,
        state: this.#state,
        taskRunId,
        facts: this.#facts(book, taskRunId),
      })
      if (made.kind === 'needs') needs.push(...made.needs)
      if (made.kind === 'value') attempts.push(made.message)
    }
    if (needs.length > 0) return { kind: 'needs', wants: wantsOf(needs) }
    this.#dropPastCommands()
    const { change, isSplit } = describeWrite(this.#state, turn, {
      wasSplit: this.#isSplit,
      texts: this.#texts,
      wakeAt: this.#cancelAgainAt(),
      owner: this.#deps.ownerOf(this.#pending?.size, attempts.length + turn.commands.length),
    })
    this.#isSplit = isSplit
    return {
      kind: 'sealed',
      sealed: { change, sends: { attempts, cancels: turn.cancels, commands: turn.commands }, logs: turn.logs },
    }
  }

  /** What has ended tells itself nothing: a `start` after a restart is past. */
  #dropPastCommands(): void {
    if (!isTerminal(this.#state.header.state)) return
    const { commands } = this.#turn
    commands.splice(0, commands.length, ...commands.filter(({ ref }) => ref.key !== this.ref.key))
  }

  committed(): void {
    this.#isNew = false
    this.#turn = createTurn(this.#turn)
  }

  merge(stored: StoredEntity, parts: PartSelection): void {
    addParts(this.#state.table, stored, parts)
  }

  #create({ ask }: CreateCommand, book: FactBook): Verdict {
    if (!this.#isNew) return ask === undefined ? { kind: 'unchanged' } : this.#decide(ask, book)
    // Whoever was killed before it called gets an execution that never ran: a call that comes late finds it.
    const started: Verdict = ask !== undefined && ask.kills > 0 ? { kind: 'changed' } : this.#start(book)
    if (started.kind !== 'changed' || ask === undefined || (ask.kills === 0 && ask.caller.waits)) return started
    const answered = this.#decide(ask, book)
    return answered.kind === 'needs' ? answered : started
  }

  #start(book: FactBook): Verdict {
    const { rules, plan } = this.#deps
    const decision = rules.decide(plan, this.#state, { kind: 'start' }, this.#facts(book, 'start'))
    if (decision.kind === 'needs') return { kind: 'needs', wants: wantsOf(decision.needs) }
    if (decision.kind === 'changed') this.#put(decision)
    this.#turn.isChanged = true
    return { kind: 'changed' }
  }

  #decide(command: ExecutionCommand, book: FactBook): Verdict {
    const decision = this.#deps.rules.decide(
      this.#deps.plan,
      this.#state,
      command,
      this.#facts(book, seedText(command)),
    )
    switch (decision.kind) {
      case 'needs':
        return { kind: 'needs', wants: wantsOf(decision.needs) }
      case 'changed':
        this.#put(decision)
        return decision
      case 'unchanged':
        return this.#tellAgain(command)
      case 'refused':
        return command.kind === 'attempt-lost' ? this.#dropHold(command) : decision
    }
  }

  /** The store still says that a dead worker holds an attempt which is past: makes it say what is so. */
  #dropHold({ taskRunId, attempt }: { readonly taskRunId: TaskRunId; readonly attempt: number }): Verdict {
    const part = holdPart(taskRunId, attempt)
    const held = heldAttempt(this.#state.table.runs.get(taskRunId))
    this.#turn.holds.set(part, held?.part === part ? held.holder : undefined)
    this.#turn.isChanged = true
    return { kind: 'changed' }
  }

  /** A timer of an execution that is being killed tells its workers once more. */
  #tellAgain(command: ExecutionCommand): Verdict {
    if (command.kind !== 'wake' || this.#cancelAgainAt() === undefined) return { kind: 'unchanged' }
    const owed = this.#deps.rules.outstanding(this.#deps.plan, this.#state)
    if (owed.kind === 'needs') return { kind: 'needs', wants: wantsOf(owed.needs) }
    this.#addEffects(owed.effects.filter((effect) => effect.kind === 'cancel'))
    this.#turn.isChanged = true
    return { kind: 'changed' }
  }

  #recover(): Verdict {
    const owed = this.#deps.rules.outstanding(this.#deps.plan, this.#state)
    if (owed.kind === 'needs') return { kind: 'needs', wants: wantsOf(owed.needs) }
    this.#pending = new Map()
    this.#addEffects(owed.effects)
    this.#turn.isChanged = true
    return { kind: 'changed' }
  }

  #put(decision: Extract<Decision, { kind: 'changed' }>): void {
    const turn = this.#turn
    for (const id of decision.removed) this.#noteRemoval(id)
    for (const run of decision.runs) this.#noteRun(run)
    const failure = executionFailure(this.#state.header, decision.header)
    if (failure !== undefined) turn.logs.push(failure)
    for (const { taskRunId } of decision.values) turn.values.add(taskRunId)
    this.#state = apply(this.#state, decision)
    this.#addEffects(decision.effects)
    turn.isChanged = true
  }

  #noteRun(run: TaskRun): void {
    const { table } = this.#state
    const turn = this.#turn
    turn.runs.add(run.id)
    turn.removed.delete(run.id)
    if (isTerminal(run.state) && table.values.has(run.id)) turn.values.add(run.id)
    const failure = runFailure(this.#deps.plan, this.#state.header, table.runs.get(run.id), run)
    if (failure !== undefined) turn.logs.push(failure)
    const before = heldAttempt(table.runs.get(run.id))
    const after = heldAttempt(run)
    if (before !== undefined && before.part !== after?.part) turn.holds.set(before.part, undefined)
    if (after !== undefined && before?.holder !== after.holder) turn.holds.set(after.part, after.holder)
    this.#pending?.delete(run.id)
  }

  #noteRemoval(id: TaskRunId): void {
    this.#turn.runs.delete(id)
    this.#turn.removed.add(id)
    this.#pending?.delete(id)
  }

  #addEffects(effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'dispatch':
          this.#turn.dispatches.set(effect.taskRunId, effect.attempt)
          this.#pending?.set(effect.taskRunId, effect.attempt)
          break
        case 'cancel':
          this.#turn.cancels.push(effect satisfies Cancel)
          break
        case 'command':
          this.#turn.commands.push({ ref: effect.entity, command: effect.command as object as LaneCommand })
      }
    }
  }

  /** Whether a dispatch decided earlier in the turn is still to be done. */
  #isOwed(taskRunId: TaskRunId, attempt: number): boolean {
    const run = this.#state.table.runs.get(taskRunId)
    if (run === undefined || run.attempts.length !== attempt || run.attempts.at(-1)?.worker !== undefined) return false
    return run.state === 'CREATED' || run.state === 'RUNNING' || run.state === 'RESTARTED'
  }

  #cancelAgainAt(): number | undefined {
    const { repeatCancelMs, clock } = this.#deps
    if (repeatCancelMs === undefined || this.#state.header.state !== 'KILLING') return undefined
    return mayBeKilling(this.#state.table) ? clock.now() + repeatCancelMs : undefined
  }

  #knownPending(): Map<TaskRunId, number> | undefined {
    const { table } = this.#state
    if (!table.isComplete && !table.isLiveComplete) return undefined
    const pending = new Map<TaskRunId, number>()
    const owed = this.#isNew ? undefined : this.#deps.rules.outstanding(this.#deps.plan, this.#state)
    if (owed?.kind !== 'value') return pending
    for (const effect of owed.effects) if (effect.kind === 'dispatch') pending.set(effect.taskRunId, effect.attempt)
    return pending
  }

  #facts(book: FactBook, identity: string): EngineFacts {
    const { clock, settings } = this.#deps
    const { zone, globals, envs } = settings
    return { now: clock.now(), zone, seed: seedOf(this.ref.key, identity), globals, envs, lookup: book.lookup }
  }
}

/** Task runs of workers: what is called has a date of its own. */
function mayBeKilling(table: RunTable): boolean {
  if (!table.isComplete && !table.isLiveComplete) return true
  return [...table.runs.values()].some(({ state, call }) => state === 'KILLING' && call === undefined)
}
