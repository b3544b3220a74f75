// Makes a clone ready to run: Node 24 and pnpm into .toolchain, then the dependencies of the lockfile.
// Plain JavaScript that Node 20 runs. A stamp makes the warm case a matter of milliseconds.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const TOOLCHAIN = join(ROOT, '.toolchain')
const TOOLCHAIN_STAMP = join(TOOLCHAIN, 'stamp')
const INSTALL_STAMP = join(ROOT, 'node_modules', '.millrace-stamp')
const LOCK = join(TOOLCHAIN, 'lock')
const WORKSPACE_FOLDERS = ['core', 'sdk', 'plugins', 'adapters']
const NODE_MAJOR = 24

// The toolchain's own Node, first on the path of a command that calls another, is not one that the machine has.
const isOurs = realpathSync(process.execPath).startsWith(TOOLCHAIN)
const hasNode = !isOurs && Number.parseInt(process.versions.node, 10) >= NODE_MAJOR
const pnpm = join(TOOLCHAIN, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs')

const node = hasNode ? process.execPath : join(TOOLCHAIN, 'node_modules', nodePackage(), 'bin', 'node')
const nodeLink = join(TOOLCHAIN, 'bin', 'node')

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function manifests() {
  const inFolder = (folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(ROOT, folder, entry.name, 'package.json'))
  const folders = WORKSPACE_FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
  return [...folders.flatMap(inFolder), join(ROOT, 'bench', 'package.json')]
}

/** What an install depends on; equal text means that there is nothing to do. */
function installKey() {
  const files = [join(ROOT, 'package.json'), join(ROOT, 'pnpm-lock.yaml'), join(ROOT, 'pnpm-workspace.yaml')]
  const hash = createHash('sha256')
  for (const file of [...files, ...manifests()]) hash.update(read(file)).update('\0')
  return hash.digest('hex')
}

function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${platform}-${process.arch}`
}

function run(what, command, args) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status === 0) return
  const cause = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`)
  throw new Error(`could not ${what} (${cause})\n${stdout ?? ''}${stderr ?? ''}`.trimEnd())
}

function link(target, path) {
  rmSync(path, { force: true })
  symlinkSync(target, path)
}

function installToolchain(key, versions) {
  process.stderr.write('millrace: getting the toolchain …\n')
  const wanted = [`pnpm@${versions.pnpm}`, ...(hasNode ? [] : [`${nodePackage()}@${versions.node}`])]
  mkdirSync(join(TOOLCHAIN, 'bin'), { recursive: true })
  // A package of its own, so that npm looks at nothing above it.
  writeFileSync(join(TOOLCHAIN, 'package.json'), '{ "private": true }\n')
  const brief = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
  const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  run('get the toolchain', 'npm', ['install', '--prefix', TOOLCHAIN, ...brief, ...quiet, ...wanted])
  link(node, nodeLink)
  link(join(TOOLCHAIN, 'node_modules', 'pnpm', 'pnpm'), join(TOOLCHAIN, 'bin', 'pnpm'))
  writeFileSync(TOOLCHAIN_STAMP, key)
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Lets one process at a time install; a lock whose owner is gone is taken over. */
async function lock() {
  mkdirSync(TOOLCHAIN, { recursive: true })
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      return () => rmSync(LOCK, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = Number(read(LOCK))
    if (owner > 0 && !isRunning(owner)) rmSync(LOCK, { force: true })
    else await wait(200)
  }
}

/** Does what is still to be done, and nothing when all is there. */
async function setUp() {
  const versions = JSON.parse(read(join(ROOT, 'package.json'))).config
  const toolchainKey = `${versions.pnpm} ${hasNode ? process.execPath : versions.node}`
  const hasToolchain = () => read(TOOLCHAIN_STAMP) === toolchainKey && existsSync(nodeLink)
  const isReady = () => hasToolchain() && read(INSTALL_STAMP) === installKey()
  if (isReady()) return
  const unlock = await lock()
  try {
    if (isReady()) return
    if (!hasToolchain()) installToolchain(toolchainKey, versions)
    process.stderr.write('millrace: installing dependencies …\n')
    run('install dependencies', node, [pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'])
    writeFileSync(INSTALL_STAMP, installKey())
  } finally {
    unlock()
  }
}

try {
  // What an install starts finds our Node first.
  process.env.PATH = [join(TOOLCHAIN, 'bin'), process.env.PATH].join(delimiter)
  await setUp()
} catch (error) {
  process.stderr.write(`millrace: ${error.message}\n`)
  process.exitCode = 1
}
