// npm run conformance -- DIR [--queue NAME] [--repository NAME] [options of the runner …]
// Starts a server with the settings that the suite in DIR asks for, runs the suite against it, gives its exit code.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startServer, type ServerProcess } from './server-process.ts'

/** What the suite's README asks for, under the names of Millrace. */
const SETTINGS = `
encryption:
  key: I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK
variables:
  env-prefix: KESTRA_
  globals:
    string: string
    int: 1
    bool: true
    nested:
      int: 2
log:
  level: warn
`

const ENVIRONMENT = {
  KESTRA_TEST1: 'true',
  KESTRA_TEST2: 'Pass by env',
  SECRET_MY_SECRET: 'eyJzZWNyZXRLZXkiOiJzZWNyZXRWYWx1ZSJ9',
  SECRET_WEBHOOK_KEY: 'c2VjcmV0S2V5',
  SECRET_NEW_LINE: [
    'cGFzc3dvcmR2ZXJ5dmVyeXZleXJsb25ncGFzc3dvcmR2ZXJ5dmVyeXZleXJsb25ncGFzc3dvcmR2',
    'ZXJ5dmVyeXZleXJsb25ncGFzc3dvcmR2ZXJ5dmVyeXZleXJsb25ncGFzc3dvcmR2ZXJ5dmVyeXZl',
    'eXJsb25n',
  ].join('\n'),
}

interface CommandLine {
  readonly directory: string
  readonly adapters: readonly string[]
  readonly rest: readonly string[]
}

function refuse(reason: string): never {
  process.stderr.write(
    `conformance: ${reason}\nUsage: npm run conformance -- DIR [--queue NAME] [--repository NAME] [options of DIR/run.mjs]\n`,
  )
  process.exit(2)
}

function readCommandLine([directory, ...words]: readonly string[]): CommandLine {
  if (directory === undefined) refuse('a folder with a suite is needed')
  if (!existsSync(join(directory, 'run.mjs'))) refuse(`there is no run.mjs in ${directory}`)
  const adapters: string[] = []
  const rest: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const [option, value] = word.split(/=(.*)/s)
    if (option === '--queue' || option === '--repository') {
      const name = value ?? words[(index += 1)] ?? ''
      if (!/^[^-]/.test(name)) refuse(`${option} needs the name of an adapter`)
      adapters.push(`${option.slice(2)}: ${JSON.stringify(name)}`)
    } else rest.push(word)
  }
  return { directory: resolve(directory), adapters, rest }
}

async function runSuite(server: ServerProcess, { directory, rest }: CommandLine): Promise<number> {
  const words = [join(directory, 'run.mjs'), '--url', server.url, ...rest]
  const [code] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'close')
  return typeof code === 'number' ? code : 2
}

const commandLine = readCommandLine(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'millrace-conformance-'))
const config = join(folder, 'millrace.yml')
writeFileSync(config, `${commandLine.adapters.join('\n')}${SETTINGS}`)
try {
  const server = await startServer({
    arguments: ['-c', config, '--data', join(folder, 'data')],
    environment: ENVIRONMENT,
  })
  try {
    process.exitCode = await runSuite(server, commandLine)
  } finally {
    await server.stop()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
} finally {
  rmSync(folder, { recursive: true, force: true })
}
