// Keys of the configuration, and options of the adapters that ship.

import { adapter as local } from '@millrace/adapter-local'
import { adapter as memory } from '@millrace/adapter-memory'
import { adapter as sqlite } from '@millrace/adapter-sqlite'
import { ConfigSchema } from '../../core/app/src/index.ts'
import { propertyTable, type Schema } from './property-table.ts'

/** Every key of a nested schema by its full name; what is closed and has keys is no key itself. */
function keysOf(schema: Schema, prefix = ''): Readonly<Record<string, Schema>> {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([name, property]): [string, Schema][] => {
    const inner = property.items?.properties === undefined ? property : property.items
    const nested = inner.type === 'object' && inner.properties !== undefined
    const path = `${prefix}${name}${inner === property ? '' : '[]'}`
    return nested ? Object.entries(keysOf(inner, `${path}.`)) : [[path, property]]
  })
  return Object.fromEntries(entries)
}

export function configurationPage(): string {
  const keys = propertyTable('', { properties: keysOf(ConfigSchema as object) }).trim()
  const sections = [sqlite, local, memory].map(({ name, options }) => propertyTable(`### ${name}`, options).trim())
  const intro =
    'The keys of `millrace.yml`, all of them optional. [How to use them](../how-to/run-from-one-config-file.md).'
  const adapters =
    'The options of an adapter stand in a section that has its name, or beside `type` where it is chosen: `storage: { type: local, path: files }`.'
  return `# Configuration\n\n${intro}\n\n${keys}\n\n## Options of adapters\n\n${adapters}\n\n${sections.join('\n\n')}`
}
