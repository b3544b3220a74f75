// Task types to write flows with: one of each sort of schema.

import type { JsonObject } from '@millrace/model'
import type { PluginDefinition } from '@millrace/ports'
import Type from 'typebox'
import { createCatalogue } from '../../src/flows/catalogue.ts'

const nothing = (): JsonObject => ({})
const closed = { additionalProperties: false }

const plugin: PluginDefinition = {
  name: 'core',
  title: 'Core',
  tasks: [
    {
      type: 'core/log',
      aliases: ['io.kestra.plugin.core.log.Log'],
      title: 'Log',
      properties: Type.Object({
        message: Type.Union([Type.String(), Type.Array(Type.String())]),
        level: Type.Optional(Type.Enum(['INFO', 'ERROR'])),
      }),
      run: nothing,
    },
    {
      type: 'core/return',
      aliases: ['io.kestra.plugin.core.debug.Return'],
      title: 'Return',
      properties: Type.Object({ format: Type.Optional(Type.String()) }),
      outputs: Type.Object({ value: Type.String() }),
      run: nothing,
    },
    {
      type: 'core/fail',
      title: 'Fail',
      properties: Type.Object({ errorMessage: Type.Optional(Type.String()), condition: Type.Optional(Type.String()) }),
      run: nothing,
    },
    {
      type: 'core/shell',
      title: 'Shell',
      properties: Type.Object({ script: Type.String() }),
      outputs: Type.Object({ exitCode: Type.Integer(), vars: Type.Record(Type.String(), Type.Unknown()) }, closed),
      unrendered: ['script'],
      run: nothing,
    },
  ],
}

export const testCatalogue = createCatalogue([plugin])
