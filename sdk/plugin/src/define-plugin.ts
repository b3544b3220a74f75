// A plugin is a name and a list of definitions; its package exports it as `plugin`.

import type { PluginDefinition } from '@millrace/ports'

/**
 * Describes a plugin. The package exports it under the name `plugin` from the file that its `package.json` names:
 * `"millrace": { "plugin": "./dist/index.js", "api": 1 }`.
 */
export function definePlugin(definition: PluginDefinition): PluginDefinition {
  return definition
}

/** The version of the plugin API that this package describes: `millrace.api` in the `package.json` of a plugin. */
export const PLUGIN_API = 1
