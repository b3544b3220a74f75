import { isMillraceError, type MillraceError } from '@millrace/model'
import { describe, expect, it } from 'vitest'
import { complete } from '../../src/config/complete.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig, parseConfig } from '../../src/config/load.ts'
import type { Environment } from '../../src/config/substitute.ts'

const configOf = (text: string, environment: Environment = {}): Config =>
  complete(parseConfig(text, 'millrace.yml', environment), { folder: '/srv', directory: '/srv', environment })

function findingsIn(text: string, environment: Environment = {}): readonly MillraceError[] {
  try {
    parseConfig(text, 'millrace.yml', environment)
  } catch (error) {
    if (isMillraceError(error)) return error.issues.length === 0 ? [error] : error.issues
    throw error
  }
  return []
}

describe('a configuration', () => {
  it('is complete with no text at all', () => {
    const config = configOf('# nothing but a comment\n')
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDirectory: '/srv/.millrace',
      environmentPrefix: 'ENV_',
    })
    expect(config.adapters.queue).toEqual({ type: 'sqlite', options: {}, positions: {} })
    expect(config.plugins).toEqual(['@millrace/plugin-core', '@millrace/plugin-http', '@millrace/plugin-script'])
  })

  it('gives an adapter the section of its name, and what stands at the choice itself', () => {
    const config = configOf('queue:\n  type: acme\n  lanes: 2\nacme:\n  lanes: 1\n  url: x\n')
    expect(config.adapters.queue.options).toEqual({ lanes: 2, url: 'x' })
    expect(config.adapters.queue.positions).toMatchObject({ lanes: { line: 3 }, url: { line: 6 } })
  })

  it('adds plugins to those that ship', () => {
    expect(configOf('plugins: [acme, "@millrace/plugin-core"]').plugins).toEqual([
      '@millrace/plugin-core',
      '@millrace/plugin-http',
      '@millrace/plugin-script',
      'acme',
    ])
  })

  it('takes what a whole run needs: globals, prefix, plugin defaults, key, retention', () => {
    const config = configOf(`
encryption: { key: I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK }
variables: { env-prefix: KESTRA_, globals: { int: 1, nested: { bool: true } } }
plugin-defaults: [{ type: core/log, values: { level: WARN } }]
server: { retention: { age: P30D }, worker: { threads: 3 } }
time-zone: Europe/Berlin
`)
    expect(config).toMatchObject({
      encryptionKey: 'I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK',
      environmentPrefix: 'KESTRA_',
      globals: { int: 1, nested: { bool: true } },
      pluginDefaults: [{ type: 'core/log', values: { level: 'WARN' } }],
      retentionMs: 30 * 86_400_000,
      workerThreads: 3,
      timeZone: 'Europe/Berlin',
    })
  })
})

describe('a wrong configuration', () => {
  it('names every wrong key with its line and the nearest right one', () => {
    const findings = findingsIn('server:\n  prot: 1\n  worker:\n    thraeds: 2\nvariabels: {}\n')
    expect(
      findings.map(({ code, message, hint, position }) => [code, message, hint, position?.line, position?.column]),
    ).toEqual([
      ['MR_CONFIG_INVALID', 'There is no key "server.prot".', 'Did you mean "port"?', 2, 3],
      ['MR_CONFIG_INVALID', 'There is no key "server.worker.thraeds".', 'Did you mean "threads"?', 4, 5],
      ['MR_CONFIG_INVALID', 'There is no key "variabels".', 'Did you mean "variables"?', 5, 1],
    ])
  })

  it('lists the known keys where none is near', () => {
    expect(findingsIn('server: { quux: 1 }')[0]?.hint).toBe('Known here: executor, host, port, retention, worker.')
  })

  it.each([
    ['server: { port: http }', '"server.port" must be integer.'],
    ['server: { port: 70000 }', '"server.port" must be <= 65535.'],
    ['log: { level: loud }', '"log.level" must be one of trace, debug, info, warn, error, silent.'],
    ['queue: { lanes: 2 }', '"queue" lacks the key "type".'],
    ['server: { retention: { age: soon } }', '"server.retention.age" must be a duration such as P30D.'],
    ['time-zone: Mars/Olympus', '"time-zone" must be a time zone such as Europe/Berlin.'],
    ['- a list', 'The configuration must be object.'],
  ])('refuses %s', (text, message) => {
    expect(findingsIn(text).map((finding) => finding.message)).toEqual([message])
  })

  it('says where the YAML breaks', () => {
    expect(findingsIn('server:\n  port: [1\nhost: x')[0]).toMatchObject({
      code: 'MR_YAML_SYNTAX',
      position: { file: 'millrace.yml' },
    })
  })

  it('is not there', () => {
    expect(() => loadConfig({ file: 'nowhere.yml', directory: '/srv', environment: {} })).toThrow(
      expect.objectContaining({ code: 'MR_CONFIG_NOT_FOUND' }),
    )
  })
})

describe('the environment in a configuration', () => {
  it('fills in values, with a default where there is one', () => {
    const text =
      'server:\n  port: ${PORT:8080}\n  host: ${HOST}\nencryption:\n  key: "key-${A:of}-${B:sixteen-letters}"\n'
    expect(configOf(text, { HOST: 'example.org', A: 'x' })).toMatchObject({
      port: 8080,
      host: 'example.org',
      encryptionKey: 'key-x-sixteen-letters',
    })
  })

  it('names the line of each variable that is not set', () => {
    const [finding] = findingsIn('server:\n  host: ${HOST}\n')
    expect(finding).toMatchObject({
      code: 'MR_CONFIG_INVALID',
      message: 'The environment variable HOST is not set.',
      position: { line: 2, file: 'millrace.yml' },
    })
    expect(finding?.hint).toContain('${HOST:default}')
  })

  it('leaves `$${` alone', () => {
    expect(configOf('variables: { globals: { price: "$${x}" } }').globals).toEqual({ price: '${x}' })
  })
})
