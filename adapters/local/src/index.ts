// Storage in a folder, secrets from the environment.

import path from 'node:path'
import { defineAdapter, Type } from '@millrace/sdk-adapter'
import { EnvironmentSecrets } from './environment-secrets.ts'
import { FolderStorage } from './folder-storage.ts'
import { openPlace } from './place.ts'

export const adapter = defineAdapter({
  name: 'local',
  options: Type.Object(
    {
      path: Type.Optional(
        Type.String({
          description: 'The folder of the storage. Default: `storage` below the data folder.',
          minLength: 1,
        }),
      ),
      secretPrefix: Type.Optional(
        Type.String({
          description: 'What the names of environment variables with secrets begin with.',
          default: 'SECRET_',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  async open(options, host) {
    const root = path.resolve(host.dataDirectory, options.path ?? 'storage')
    const storage = new FolderStorage({ place: await openPlace(root, host), ids: host.ids })
    const secrets = new EnvironmentSecrets({ environment: process.env, prefix: options.secretPrefix ?? 'SECRET_' })
    return { storage, secrets, [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose]() }
  },
})
