// The version of this package.

import { readFileSync } from 'node:fs'
import { isJsonObject } from '@millrace/model'

export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return isJsonObject(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : ''
}
