// Reads `millrace.yml`: YAML, then the environment in its values, then the schema, then defaults. No file is a
// configuration too.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { messageOf, MillraceError, parseDuration } from '@millrace/model'
import { readYaml } from '@millrace/runtime'
import { ADAPTED_PORTS, DEFAULT_ADAPTERS, type Config, type ConfigSource } from './config.ts'
import { complete } from './complete.ts'
import { putEnvironment } from './environment.ts'
import { findingsOf, refuse, type PositionOf } from './findings.ts'
import { ConfigSchema, type WrittenConfig } from './schema.ts'
import type { Environment } from './substitute.ts'

const DEFAULT_FILE = 'millrace.yml'

/** Rejects with MR_CONFIG_NOT_FOUND, MR_YAML_SYNTAX or MR_CONFIG_INVALID. */
export function loadConfig(source: ConfigSource): Config {
  const file = fileOf(source)
  const folder = file === undefined ? source.directory : dirname(file)
  const parsed = file === undefined ? NOTHING : parseConfig(readFileSync(file, 'utf8'), file, source.environment)
  return complete(parsed, { ...source, ...(file === undefined ? {} : { file }), folder })
}

function fileOf({ file, directory }: ConfigSource): string | undefined {
  const path = resolve(directory, file ?? DEFAULT_FILE)
  if (existsSync(path)) return path
  if (file === undefined) return undefined
  throw new MillraceError('MR_CONFIG_NOT_FOUND', `There is no configuration file ${path}.`)
}

export interface ParsedConfig {
  readonly written: WrittenConfig
  readonly positionOf: PositionOf
}
const NOTHING: ParsedConfig = { written: {}, positionOf: () => undefined }

/** The keys of a configuration text, checked. `file` stands in the positions of what is wrong. */
export function parseConfig(text: string, file: string, environment: Environment): ParsedConfig {
  if (isBlank(text)) return NOTHING
  const document = readNamed(text, file)
  const positionOf: PositionOf = (path) => ({ ...document.locate(path, 'key'), file })
  const { value, findings } = putEnvironment(document.value, environment, positionOf)
  if (findings.length > 0) refuse(findings, file)
  const check = new Ajv({ allErrors: true, verbose: true, strict: false, formats }).compile<WrittenConfig>(
    schemaFor(value),
  )
  if (check(value)) return { written: value, positionOf }
  refuse(findingsOf(check.errors ?? [], positionOf), file)
}

const formats = {
  age: (text: string): boolean => (parseDuration(text) ?? 0) > 0,
  'time-zone': (text: string): boolean => isTimeZone(text),
}

const isBlank = (text: string): boolean => text.split('\n').every((line) => /^\s*(#.*)?$/.test(line))

function readNamed(text: string, file: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(text)
  } catch (error) {
    if (!(error instanceof MillraceError) || error.position === undefined) throw error
    throw new MillraceError(error.code, messageOf(error), { position: { ...error.position, file }, cause: error })
  }
}

/** The schema with a section allowed for each adapter that is named; what is in it, the adapter's own schema says. */
function schemaFor(value: unknown): object {
  const sections = sectionsOf(value).map((name) => [name, { type: 'object' }])
  return { ...ConfigSchema, properties: { ...ConfigSchema.properties, ...Object.fromEntries(sections) } }
}

function sectionsOf(value: unknown): readonly string[] {
  const written: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {}
  return ADAPTED_PORTS.map((port) => typeOf(written[port]) ?? DEFAULT_ADAPTERS[port])
}

function typeOf(choice: unknown): string | undefined {
  if (typeof choice === 'string') return choice
  if (typeof choice !== 'object' || choice === null || !('type' in choice)) return undefined
  return typeof choice.type === 'string' ? choice.type : undefined
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
