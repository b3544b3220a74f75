// Secrets from environment variables: `SECRET_API_KEY` holds the secret `API_KEY` in base64. Namespaces share them.

import { MillraceError } from '@millrace/sdk-adapter'
import type { Secrets } from '@millrace/sdk-adapter'

/** Base64 as mail programs write it: line breaks and spaces mean nothing, the padding may be missing. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export interface EnvironmentSecretsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Before the key in upper case. */
  readonly prefix: string
}

function decode(variable: string, value: string): string {
  const compact = value.replaceAll(/\s/g, '')
  if (!BASE64.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) {
    throw new MillraceError('MR_SECRET_INVALID', `The environment variable ${variable} is not base64.`)
  }
  return Buffer.from(compact, 'base64').toString('utf8')
}

export class EnvironmentSecrets implements Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #prefix: string

  constructor(options: EnvironmentSecretsOptions) {
    this.#environment = options.environment
    this.#prefix = options.prefix
  }

  /** Rejects with MR_SECRET_INVALID when the variable is no base64. */
  async get(_namespace: string, key: string): Promise<string | undefined> {
    const variable = this.#prefix + key.toUpperCase()
    const value = this.#environment[variable]
    return value === undefined ? undefined : decode(variable, value)
  }
}
