/**
 * Walks a syntax tree and collects reads and calls. Names that a tag binds are no reads,
 * but what they are bound to is.
 */
import type { Place } from '../errors.ts'
import { findFilter } from '../library/filters.ts'
import { findFunction } from '../library/functions.ts'
import { findTest } from '../library/tests.ts'
import type { Arguments, Body, Call, Expression, Filter, Member, Name, Statement, Test } from '../syntax/tree.ts'
import { emptyMap, type Value } from '../values/value.ts'
import { exactValue } from '../values/plain.ts'
import type { Analysis, FunctionUse, NameUse, Read } from './analysis.ts'
import { indexTemplate } from './index-template.ts'

type Unknown = Analysis['unknown'][number]

/** Functions that read variables without naming them. */
const HIDDEN_READS: Readonly<Record<string, readonly (readonly string[])[]>> = Object.assign(emptyMap(), {
  currentEachOutput: [['parents'], ['taskrun', 'value']],
  iterationOutput: [['parents'], ['taskrun'], ['task', 'id'], ['outputs']],
  tasksWithState: [['tasks']],
  kv: [['flow', 'namespace']],
}) as Readonly<Record<string, readonly (readonly string[])[]>>

export class Collector {
  readonly source: string
  readonly place: (at: number) => Place
  readonly reads: Read[] = []
  readonly functions: FunctionUse[] = []
  readonly filters: NameUse[] = []
  readonly tests: NameUse[] = []
  readonly unknown: Unknown[] = []
  readonly macros = new Set<string>()
  #bound: readonly string[] = []
  #guarded = false

  constructor(source: string, place: (at: number) => Place) {
    this.source = source
    this.place = place
  }

  analysis(): Analysis {
    const unknown = this.unknown.filter(({ kind, name }) => kind !== 'function' || !this.macros.has(name))
    const { reads, functions, filters, tests } = this
    return Object.freeze({ reads, functions, filters, tests, unknown })
  }

  body(body: Body): void {
    const bound = this.#bound
    for (const statement of body) this.statement(statement)
    this.#bound = bound
  }

  bind(names: readonly string[], run: () => void): void {
    const bound = this.#bound
    this.#bound = [...bound, ...names]
    run()
    this.#bound = bound
  }

  statement(statement: Statement): void {
    switch (statement.kind) {
      case 'text':
        return
      case 'print':
        return this.expression(statement.value)
      case 'if':
        for (const { condition, body } of statement.branches) {
          this.expression(condition)
          this.body(body)
        }
        return this.body(statement.otherwise ?? [])
      case 'for':
        this.expression(statement.iterable)
        this.bind([statement.name, 'loop'], () => this.body(statement.body))
        return this.body(statement.otherwise ?? [])
      case 'set':
        this.expression(statement.value)
        this.#bound = [...this.#bound, statement.name]
        return
      case 'macro':
        this.macros.add(statement.name)
        for (const { fallback } of statement.parameters) if (fallback) this.expression(fallback)
        return this.bind(
          statement.parameters.map(({ name }) => name),
          () => this.body(statement.body),
        )
      case 'block':
        return this.body(statement.body)
    }
  }

  expression(node: Expression): void {
    switch (node.kind) {
      case 'literal':
        return
      case 'name':
        return this.name(node)
      case 'member':
        return this.member(node)
      case 'call':
        return this.call(node)
      case 'filter':
        return this.filter(node)
      case 'test':
        return this.test(node)
      case 'captured':
        return this.body(node.body)
      default:
        return this.operation(node)
    }
  }

  operation(
    node: Exclude<
      Expression,
      { readonly kind: 'literal' | 'name' | 'member' | 'call' | 'filter' | 'test' | 'captured' }
    >,
  ): void {
    switch (node.kind) {
      case 'unary':
        return this.expression(node.operand)
      case 'binary':
        if (node.operator === '??' || node.operator === '???') this.guard(node.left)
        else this.expression(node.left)
        return this.expression(node.right)
      case 'conditional':
        return this.each([node.condition, node.then, node.otherwise])
      case 'list':
        return this.each(node.items)
      case 'map':
        return this.each(node.entries.flat())
      case 'method':
        return this.each([node.object, ...node.given])
    }
  }

  each(nodes: readonly Expression[]): void {
    for (const node of nodes) this.expression(node)
  }

  guard(node: Expression): void {
    const before = this.#guarded
    this.#guarded = true
    this.expression(node)
    this.#guarded = before
  }

  name(node: Name): void {
    if (!this.#bound.includes(node.name)) this.read([node.name], node.at, { open: true })
  }

  /** A chain of members from a name is one read; anything else is read piece by piece. */
  member(node: Member): void {
    const chain: Member[] = []
    let root: Expression = node
    for (; root.kind === 'member'; root = root.object) chain.unshift(root)
    for (const { key } of chain) this.expression(key)
    if (root.kind !== 'name') return this.expression(root)
    if (this.#bound.includes(root.name)) return
    const literal = (member: Member | undefined): string | undefined => {
      const value = member?.key.kind === 'literal' ? exactValue(member.key.value) : null
      return typeof value === 'object' ? undefined : String(value)
    }
    const end = chain.findIndex((member) => literal(member) === undefined)
    const fixed = end < 0 ? chain : chain.slice(0, end)
    const dynamic = end < 0 ? undefined : chain[end]
    const rest = end < 0 ? [] : staticRun(chain.slice(end + 1), literal)
    const index = dynamic && this.index(dynamic.key, rest)
    this.read([root.name, ...fixed.map((member) => literal(member) ?? '')], root.at, {
      open: dynamic !== undefined,
      index,
    })
  }

  /** The index as a template, unless it depends on names that only a tag knows. */
  index(key: Expression, rest: readonly string[]): Read['index'] {
    const inner = new Collector(this.source, this.place)
    inner.expression(key)
    const local = inner.reads.some(({ path: [name = ''] }) => this.#bound.includes(name))
    return local ? undefined : { template: indexTemplate(this.source, key), rest }
  }

  read(
    path: readonly string[],
    at: number,
    { open, index }: { readonly open: boolean; readonly index?: Read['index'] },
  ): void {
    const read = { path, open: open || path.length === 1, ...this.place(at), guarded: this.#guarded }
    this.reads.push(index ? { ...read, index } : read)
  }

  arguments({ positional, named }: Arguments): void {
    this.each(positional)
    this.each(named.map(({ value }) => value))
  }

  use(kind: Unknown['kind'], found: object | undefined, name: string, at: number): NameUse {
    const use = { name, ...this.place(at) }
    if (!found) this.unknown.push({ kind, ...use })
    return use
  }

  call(node: Call): void {
    const known = node.name === 'block' ? node : findFunction(node.name)
    const use = this.use('function', known, node.name, node.at)
    const literals = literalArguments(node.given)
    this.functions.push(literals ? { ...use, literalArguments: literals } : use)
    for (const path of HIDDEN_READS[node.name] ?? []) this.hidden(path, node.at)
    this.arguments(node.given)
  }

  hidden(path: readonly string[], at: number): void {
    this.reads.push({ path, open: true, ...this.place(at), guarded: true })
  }

  filter(node: Filter): void {
    const known = findFilter(node.name)
    this.filters.push(this.use('filter', known, node.name, node.at))
    if (known?.forgives === true) this.guard(node.input)
    else this.expression(node.input)
    this.arguments(node.given)
  }

  test(node: Test): void {
    const known = findTest(node.name)
    this.tests.push(this.use('test', known, node.name, node.at))
    if (known?.forgives === true) this.guard(node.input)
    else this.expression(node.input)
    this.arguments(node.given)
  }
}

function staticRun(chain: readonly Member[], literal: (member: Member) => string | undefined): readonly string[] {
  const names: string[] = []
  for (const member of chain) {
    const name = literal(member)
    if (name === undefined) break
    names.push(name)
  }
  return names
}

function literalArguments({ positional, named }: Arguments): readonly Value[] | undefined {
  if (named.length > 0) return undefined
  const values: Value[] = []
  for (const argument of positional) {
    if (argument.kind !== 'literal') return undefined
    values.push(exactValue(argument.value))
  }
  return values
}
