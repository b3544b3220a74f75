import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadAdapter, loadPlugins } from '../../src/packages/load.ts'
import { installThirdParty } from './third-party.ts'

const installation = installThirdParty()
const folders = [installation.folder] as const
afterAll(() => installation[Symbol.dispose]())

function install(name: string, manifest: object, entry = ''): string {
  const folder = join(installation.folder, 'node_modules', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', ...manifest }))
  writeFileSync(join(folder, 'index.js'), entry)
  return name
}
const codeAnd = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) })

describe('a package outside the workspace', () => {
  it('is found by name from the folder of the configuration, and imported', async () => {
    const [shout] = await loadPlugins(['acme-shout'], folders)
    expect(shout?.entry).toMatchObject({ name: 'acme-shout', version: '0.3.0' })
    expect(dirname(shout?.entry.file ?? '')).toBe(join(installation.folder, 'node_modules', 'acme-shout'))
    expect(shout?.definition.tasks.map(({ type }) => type)).toEqual(['acme/shout'])
    expect((await loadAdapter('acme-queue', folders)).definition.name).toBe('acme-queue')
  })

  it('is found by its folder', async () => {
    const [shout] = await loadPlugins(['./node_modules/acme-shout'], folders)
    expect(shout?.definition.name).toBe('acme')
  })

  it('is refused before it is imported when it is made for another API', async () => {
    await expect(loadPlugins(['acme-old'], folders)).rejects.toEqual(
      codeAnd('MR_PLUGIN_INVALID', 'The plugin "acme-old" is made for API 0; this Millrace has API 1.'),
    )
  })

  it('is refused when it is not there, is of another kind, or exports something else', async () => {
    await expect(loadPlugins(['acme-nowhere'], folders)).rejects.toEqual(
      codeAnd('MR_PLUGIN_NOT_FOUND', '"acme-nowhere" is not installed'),
    )
    await expect(loadAdapter('acme-nowhere', folders)).rejects.toEqual(
      codeAnd('MR_ADAPTER_NOT_FOUND', '"acme-nowhere"'),
    )
    await expect(loadAdapter('acme-shout', folders)).rejects.toEqual(codeAnd('MR_ADAPTER_INVALID', 'is no adapter'))
    const empty = install('acme-empty', { millrace: { plugin: './index.js', api: 1 } }, 'export const nothing = 1')
    await expect(loadPlugins([empty], folders)).rejects.toEqual(
      codeAnd('MR_PLUGIN_INVALID', 'exports no plugin definition'),
    )
    const broken = install('acme-broken', { millrace: { plugin: './index.js', api: 1 } }, 'import "acme-missing"')
    await expect(loadPlugins([broken], folders)).rejects.toEqual(codeAnd('MR_PLUGIN_INVALID', 'cannot be loaded'))
    const unversioned = install('acme-unversioned', { millrace: { plugin: './index.js' } })
    await expect(loadPlugins([unversioned], folders)).rejects.toEqual(
      codeAnd('MR_PLUGIN_INVALID', 'names no API version'),
    )
  })
})
