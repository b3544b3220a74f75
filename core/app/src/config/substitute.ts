// `${NAME}` and `${NAME:default}` in the values of the configuration; `$${` stands for a plain `${`.

export type Environment = Readonly<Record<string, string | undefined>>

const PLACE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\}/g

/** The text with the environment put in; `missing` names the variables that have neither value nor default. */
export function substitute(text: string, environment: Environment): { text: string; missing: readonly string[] } {
  const missing: string[] = []
  const result = text.replace(PLACE, (place: string, name: string, fallback: string | undefined) => {
    if (place.startsWith('$$')) return place.slice(1)
    const value = environment[name] ?? fallback
    if (value === undefined) missing.push(name)
    return value ?? ''
  })
  return { text: result, missing }
}

/** Whether the whole text is one place: then its value is read as YAML would (`${PORT:8080}` is a number). */
export function isWholePlace(text: string): boolean {
  return /^\$\{[A-Za-z_][A-Za-z0-9_]*(?::[^}]*)?\}$/.test(text)
}
