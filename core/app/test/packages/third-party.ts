// Packages of third parties in a temporary folder outside the workspace, as `npm install` would lay them down.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGES = fileURLToPath(new URL('../fixtures/third-party', import.meta.url))

export interface Installation extends Disposable {
  readonly folder: string
  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string): string
}

export function installThirdParty(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-third-party-'))
  cpSync(PACKAGES, join(folder, 'node_modules'), { recursive: true })
  return {
    folder,
    write(name, text) {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
