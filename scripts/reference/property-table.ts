// Tables of properties, from their JSON schemas.

export interface Schema {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any'])
  return types.join(' or ')
}

/** A table under a title; nothing where there is no property. */
export function propertyTable(title: string, schema: object | undefined): string {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema
  const must = (name: string): string => (required.length === 0 ? '' : ` ${required.includes(name) ? 'yes' : ''} |`)
  const rows = Object.entries(properties).map(([name, property]) => {
    const byDefault = property.default === undefined ? '' : ` Default: \`${JSON.stringify(property.default)}\`.`
    return `| \`${name}\` | ${typeOf(property)} |${must(name)} ${(property.description ?? '').replaceAll('|', '\\|')}${byDefault} |`
  })
  const head =
    required.length === 0 ? '| name | type | |\n|---|---|---|' : '| name | type | required | |\n|---|---|---|---|'
  return rows.length === 0 ? '' : `\n${title}\n\n${head}\n${rows.join('\n')}\n`
}
