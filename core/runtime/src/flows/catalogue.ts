// The task types that flows may use: those of the loaded plugins and the controls of the engine, by name or alias.

import { controlOf, CONTROLS, MillraceError, nearestWords, type Control } from '@millrace/model'
import type { PluginDefinition, TaskDefinition } from '@millrace/ports'

/** A task type: carried out by the engine, or run by a worker. */
export type TypeEntry =
  | { readonly kind: 'control'; readonly control: Control }
  | { readonly kind: 'task'; readonly definition: TaskDefinition; readonly plugin: PluginDefinition }

export interface Catalogue {
  /** By short name or alias. */
  entry(type: string): TypeEntry | undefined
  /** The plugin task of this name or alias; undefined for controls and unknown types. */
  definition(type: string): TaskDefinition | undefined
  /** Short names, in order. */
  types(): readonly string[]
  /** Names that a mistyped one may have meant, the nearest first; an alias where an alias was meant. */
  nearest(type: string): readonly string[]
  readonly plugins: readonly PluginDefinition[]
}

/** Throws MR_PLUGIN_INVALID when two task types share a name. */
export function createCatalogue(plugins: readonly PluginDefinition[]): Catalogue {
  const entries = new Map<string, TypeEntry>()
  for (const plugin of plugins) {
    for (const definition of plugin.tasks) add(entries, { kind: 'task', definition, plugin })
  }
  const types = [
    ...CONTROLS.map((control) => control.type),
    ...plugins.flatMap((plugin) => plugin.tasks.map((task) => task.type)),
  ].sort()
  const entry = (type: string): TypeEntry | undefined => {
    const control = controlOf(type)
    return control === undefined ? entries.get(type) : { kind: 'control', control }
  }
  return {
    entry,
    definition: (type) => {
      const found = entry(type)
      return found?.kind === 'task' ? found.definition : undefined
    },
    types: () => types,
    nearest: (type) => nearest(type, types, [...entries.keys(), ...CONTROLS.flatMap((control) => control.aliases)]),
    plugins,
  }
}

function add(entries: Map<string, TypeEntry>, entry: TypeEntry & { readonly kind: 'task' }): void {
  const { definition, plugin } = entry
  for (const name of [definition.type, ...(definition.aliases ?? [])]) {
    const other = entries.get(name)
    const owner =
      other?.kind === 'task'
        ? `the plugin ${other.plugin.name}`
        : controlOf(name) === undefined
          ? undefined
          : 'the engine'
    if (owner !== undefined) {
      throw new MillraceError(
        'MR_PLUGIN_INVALID',
        `The plugin ${plugin.name} has a task type ${name}, which ${owner} has already.`,
      )
    }
    entries.set(name, entry)
  }
}

/** `Log` for `io.kestra.plugin.core.log.Logg`: the last part of a name tells most. */
function nearest(type: string, types: readonly string[], names: readonly string[]): readonly string[] {
  const lastPart = (name: string): string => name.split(/[./]/).at(-1) ?? name
  const whole = nearestWords(type, type.includes('.') ? names : types)
  const byLastPart = types.filter(
    (name) => nearestWords(lastPart(type), [lastPart(name)]).length > 0 && lastPart(type).length > 2,
  )
  return [...new Set([...whole, ...byLastPart])].slice(0, 3)
}
