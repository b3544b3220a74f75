// The catalogue of task types that a configuration gives.

import { createCatalogue, type Catalogue } from '@millrace/runtime'
import type { Config } from './config/config.ts'
import { loadPlugins } from './packages/load.ts'

/** Rejects with MR_PLUGIN_NOT_FOUND or MR_PLUGIN_INVALID. */
export async function loadCatalogue(config: Pick<Config, 'plugins' | 'searchFolders'>): Promise<Catalogue> {
  const loaded = await loadPlugins(config.plugins, config.searchFolders)
  return createCatalogue(loaded.map(({ definition }) => definition))
}
