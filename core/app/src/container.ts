// The typed bridge to tsyringe. Only composition files see it; it is a child container, and the global one stays empty.

import 'reflect-metadata'
import { MillraceError } from '@millrace/model'
import type { Token } from '@millrace/ports'
import { container as root, instanceCachingFactory, type DependencyContainer } from 'tsyringe'

export type Container = DependencyContainer

/** Named dependencies of a factory: `{ clock: Clock }` gives it `{ clock: Clock }`. */
type Wants = Readonly<Record<string, Token<unknown>>>
type Given<W extends Wants> = { readonly [Name in keyof W]: W[Name] extends Token<infer T> ? T : never }

export function createContainer(): Container {
  return root.createChildContainer()
}

/** Registers how a part is made; it is made once, when something asks for it first. */
export function bind<T, W extends Wants>(
  container: Container,
  token: Token<T>,
  wants: W,
  make: (deps: Given<W>) => NoInfer<T>,
): void {
  const useFactory = instanceCachingFactory((own: Container) => {
    const deps = Object.entries(wants).map(([name, wanted]) => [name, own.resolve(wanted)])
    return make(Object.fromEntries(deps))
  })
  container.register(token, { useFactory })
}

/** Registers a part that exists already; a later registration wins, which is how tests replace ports. */
export function provide<T>(container: Container, token: Token<T>, part: NoInfer<T>): void {
  container.register(token, { useValue: part })
}

export function resolve<T>(container: Container, token: Token<T>): T {
  return container.resolve<T>(token)
}

/** Rejects, with MR_COMPOSITION, a composition in which parts are missing; names all of them. */
export function assertBound(container: Container, tokens: readonly Token<unknown>[]): void {
  const missing = tokens.filter((token) => !container.isRegistered(token)).map(nameOf)
  if (missing.length > 0) throw new MillraceError('MR_COMPOSITION', `Nothing provides ${missing.join(', ')}.`)
}

const nameOf = (token: symbol): string => token.description?.replace('millrace.', '') ?? 'a part without a name'
