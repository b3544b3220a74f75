// Properties that hold for every flow and every order of events.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EXECUTION_TRANSITIONS,
  isTerminal,
  TASK_RUN_TRANSITIONS,
  type State,
  type Task,
  type TaskRunId,
} from '@millrace/model'
import {
  decide,
  newTable,
  outstanding,
  type ExecutionCommand,
  type ExecutionState,
  type RunTable,
} from '../src/index.ts'
import { flowOf, Scenario, WORKER, type Script } from './scenario.ts'

/** Small flows of every control, each task with an id of its own. */
function tasksArbitrary(): fc.Arbitrary<Task[]> {
  const { tree } = fc.letrec<{ tree: Node[]; node: Node }>((tie) => ({
    tree: fc.array(tie('node'), { minLength: 1, maxLength: 3, depthIdentifier: 'tasks' }),
    node: fc.oneof(
      { depthIdentifier: 'tasks', maxDepth: 3 },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('attempt' as const),
          retries: fc.integer({ min: 0, max: 2 }),
          allowFailure: fc.boolean(),
          disabled: fc.boolean(),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constantFrom('sequential' as const, 'parallel' as const, 'if' as const, 'for-each' as const),
          limit: fc.integer({ min: 0, max: 2 }),
          children: tie('tree'),
          errors: fc.option(tie('tree'), { nil: undefined }),
          finally: fc.option(tie('tree'), { nil: undefined }),
        }),
      },
    ),
  }))
  return tree.map((nodes) => number(nodes, { next: 0 }))
}

type Node =
  | { kind: 'attempt'; retries: number; allowFailure: boolean; disabled: boolean }
  | { kind: 'sleep' }
  | {
      kind: 'sequential' | 'parallel' | 'if' | 'for-each'
      limit: number
      children: Node[]
      errors: Node[] | undefined
      finally: Node[] | undefined
    }

function number(nodes: readonly Node[], counter: { next: number }): Task[] {
  return nodes.map((node) => {
    const id = `t${(counter.next += 1)}`
    if (node.kind === 'sleep') return { id, type: 'core/sleep', duration: 'PT1S' }
    if (node.kind === 'attempt') {
      const retry =
        node.retries === 0
          ? {}
          : { retry: { type: 'constant', interval: 'PT1S', maxAttempts: node.retries + 1 } as const }
      return { id, type: 'core/log', allowFailure: node.allowFailure, disabled: node.disabled, ...retry }
    }
    const handlers = {
      ...(node.errors === undefined ? {} : { errors: number(node.errors, counter) }),
      ...(node.finally === undefined ? {} : { finally: number(node.finally, counter) }),
    }
    const children = number(node.children, counter)
    switch (node.kind) {
      case 'if':
        return { id, type: 'core/if', condition: 'true', then: children, ...handlers }
      case 'for-each':
        return {
          id,
          type: 'core/for-each',
          values: ['x', 'y', 'z'],
          concurrencyLimit: node.limit,
          tasks: children,
          ...handlers,
        }
      case 'parallel':
        return { id, type: 'core/parallel', concurrent: node.limit, tasks: children, ...handlers }
      case 'sequential':
        return { id, type: 'core/sequential', tasks: children, ...handlers }
    }
  })
}

const flowArbitrary = fc
  .record({
    tasks: tasksArbitrary(),
    rest: fc.record({ errors: fc.constantFrom(undefined, 'e'), finally: fc.constantFrom(undefined, 'f') }),
  })
  .map(({ tasks, rest }) =>
    flowOf(tasks, {
      ...(rest.errors === undefined ? {} : { errors: [{ id: 'e', type: 'core/log' }] }),
      ...(rest.finally === undefined ? {} : { finally: [{ id: 'f', type: 'core/log' }] }),
    }),
  )

/** Which attempts fail: by task and attempt, the same in every order. */
const scriptArbitrary = fc
  .array(fc.boolean(), { minLength: 64, maxLength: 64 })
  .map((bits): Script => (taskId, attempt, run) => {
    const index = (Number(taskId.slice(1)) * 7 + attempt * 3 + (run.iteration ?? 0)) % bits.length
    return bits[index] === true && attempt < 3 && Number(taskId.slice(1)) % 3 === 0
      ? { state: 'FAILED' }
      : { state: 'SUCCESS', outputs: { value: taskId } }
  })

function expectLegal(
  history: readonly { readonly state: State }[],
  table: Readonly<Record<State, readonly State[]>>,
): void {
  for (const [index, entry] of history.entries()) {
    const before = history[index - 1]
    if (before !== undefined) expect(table[before.state], `${before.state} → ${entry.state}`).toContain(entry.state)
  }
}

function expectEnded(state: ExecutionState): void {
  expect(isTerminal(state.header.state)).toBe(true)
  expect(state.header.liveCount).toBe(0)
  expect(state.header.taskRunCount).toBe(state.table.runs.size)
  expectLegal(state.header.history, EXECUTION_TRANSITIONS)
  for (const run of state.table.runs.values()) {
    expect(isTerminal(run.state)).toBe(true)
    expectLegal(run.history, TASK_RUN_TRANSITIONS)
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  const items = value instanceof Map ? value.values() : Object.values(value)
  for (const item of items) deepFreeze(item)
  return value
}

const pickers = fc.infiniteStream(fc.nat(1_000))

describe('for every flow', () => {
  it('an execution ends once everything that it asked for has ended, over legal states only', () => {
    fc.assert(
      fc.property(flowArbitrary, scriptArbitrary, pickers, (flow, script, picks) => {
        expectEnded(new Scenario(flow).run(script, (count) => (picks.next().value ?? 0) % Math.max(1, count)).state)
      }),
      { numRuns: 300 },
    )
  })

  it('a kill at any moment ends it, and each finally task has run at most once', () => {
    fc.assert(
      fc.property(flowArbitrary, scriptArbitrary, fc.nat(20), (flow, script, killAfter) => {
        const scenario = new Scenario(flow)
        scenario.tell({ kind: 'start' })
        for (let index = 0; index < killAfter; index += 1) {
          const effect = scenario.pending.shift()
          if (effect === undefined) break
          if (index % 2 === 0)
            scenario.tell({
              kind: 'attempt-started',
              taskRunId: effect.taskRunId,
              attempt: effect.attempt,
              at: scenario.now,
              worker: WORKER,
            })
          scenario.finish(effect, script)
        }
        const wasEnded = isTerminal(scenario.state.header.state)
        scenario.tell({ kind: 'kill' })
        scenario.run(script)
        expectEnded(scenario.state)
        if (!wasEnded) expect(scenario.state.header.state).toBe('KILLED')
        expect(scenario.dispatched.filter((name) => name === 'f').length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('a command given a second time changes nothing', () => {
    fc.assert(
      fc.property(flowArbitrary, scriptArbitrary, (flow, script) => {
        const scenario = new Scenario(flow)
        scenario.tell({ kind: 'start' })
        for (let effect = scenario.pending.shift(); effect !== undefined; effect = scenario.pending.shift()) {
          scenario.finish(effect, script)
          expect(scenario.finish(effect, script).kind).not.toBe('changed')
        }
      }),
    )
  })

  it('what is outstanding is exactly what was dispatched and has not ended', () => {
    fc.assert(
      fc.property(flowArbitrary, scriptArbitrary, fc.nat(12), (flow, script, steps) => {
        const scenario = new Scenario(flow)
        scenario.tell({ kind: 'start' })
        for (let index = 0; index < steps; index += 1) {
          const effect = scenario.pending.shift()
          if (effect !== undefined) scenario.finish(effect, script)
        }
        const owed = outstanding(scenario.plan, scenario.state)
        const key = (effect: { taskRunId: string; attempt: number }): string => `${effect.taskRunId}:${effect.attempt}`
        expect(owed.kind === 'value' ? owed.effects.map((effect) => key(effect as never)).sort() : owed).toEqual(
          scenario.pending.map(key).sort(),
        )
      }),
    )
  })

  it('a decision changes nothing that it was given, and is the same when decided again', () => {
    fc.assert(
      fc.property(flowArbitrary, (flow) => {
        const scenario = new Scenario(flow)
        deepFreeze(scenario.plan.flow)
        const command: ExecutionCommand = { kind: 'start' }
        const before = structuredClone(scenario.state)
        const first = decide(scenario.plan, scenario.state, command, scenario.facts)
        const second = decide(scenario.plan, scenario.state, command, scenario.facts)
        expect(scenario.state).toEqual(before)
        expect(second).toEqual(first)
      }),
    )
  })

  it('a command from nowhere is refused and never throws', () => {
    fc.assert(
      fc.property(flowArbitrary, fc.jsonValue(), (flow, noise) => {
        const scenario = new Scenario(flow)
        scenario.tell({ kind: 'start' })
        const odd = { ...(typeof noise === 'object' && noise !== null ? noise : {}), kind: noise } as never
        expect(['refused', 'unchanged']).toContain(decide(scenario.plan, scenario.state, odd, scenario.facts).kind)
      }),
    )
  })

  it('an execution that is loaded in part decides the same as one that is loaded whole', () => {
    fc.assert(
      fc.property(flowArbitrary, scriptArbitrary, (flow, script) => {
        const scenario = new Scenario(flow)
        scenario.tell({ kind: 'start' })
        for (let effect = scenario.pending.shift(); effect !== undefined; effect = scenario.pending.shift()) {
          const command = {
            kind: 'attempt-ended',
            taskRunId: effect.taskRunId,
            attempt: effect.attempt,
            startedAt: scenario.now,
            at: scenario.now,
            worker: WORKER,
            ...script(
              scenario.state.table.runs.get(effect.taskRunId)?.taskId ?? '',
              effect.attempt,
              scenario.state.table.runs.get(effect.taskRunId)!,
            ),
          } as const
          const { decision, loaded } = decideInPart(scenario, command)
          expect(decision).toEqual(decide(scenario.plan, scenario.state, command, scenario.facts))
          expect(loaded).toBeLessThanOrEqual(8)
          scenario.tell(command)
        }
      }),
    )
  })
})

/** Decides with nothing loaded at first; gives how many task runs were asked for. */
function decideInPart(
  scenario: Scenario,
  command: ExecutionCommand,
): { decision: ReturnType<typeof decide>; loaded: number } {
  const whole = scenario.state.table
  const table = newTable(false)
  for (let round = 0; round < 20; round += 1) {
    const decision = decide(scenario.plan, { header: scenario.state.header, table }, command, scenario.facts)
    if (decision.kind !== 'needs') return { decision, loaded: table.runs.size }
    for (const need of decision.needs) {
      if (need.kind !== 'runs') throw new TypeError(`a result asked for ${need.kind}`)
      for (const id of need.ids) load(whole, table, id)
    }
  }
  throw new TypeError('it never had enough')
}

function load(whole: RunTable, table: RunTable, id: TaskRunId): void {
  const run = whole.runs.get(id)
  if (run === undefined) table.absent.add(id)
  else table.runs.set(id, run)
  table.values.set(id, whole.values.get(id) ?? [])
}
