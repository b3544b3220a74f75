// The environment variables that flows may read as `envs.…`.

/** Those with the prefix, named without it and in lower case: `ENV_REGION` is `envs.region`. */
export function environmentVariables(environment: NodeJS.ProcessEnv, prefix: string): Readonly<Record<string, string>> {
  if (prefix === '') return {}
  const entries = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length).toLowerCase(), value] as const] : [],
  )
  return Object.fromEntries(entries)
}
