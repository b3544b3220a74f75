// Does what a page says, as somebody at a terminal would: writes its files, types its commands, reads what they print.

import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '../workspace.ts'
import type { Block, CommandBlock } from './page.ts'
import { expectPrinted } from './printed.ts'

const NODE = `exec '${process.execPath}' --conditions=source --disable-warning=ExperimentalWarning`
const PROGRAMS: Readonly<Record<string, string>> = {
  millrace: join(ROOT, 'core', 'app', 'src', 'cli', 'main.ts'),
  // Not every machine has it; the stand-in takes the same words.
  ...(spawnSync('curl', ['--version']).status === 0 ? {} : { curl: join(ROOT, 'tests', 'docs', 'curl.ts') }),
}
/** What the pages write; the server of a test listens on another port. */
const ADDRESS = 'http://127.0.0.1:8080'

export class Reader implements AsyncDisposable {
  readonly #home = mkdtempSync(join(tmpdir(), 'millrace-reader-'))
  readonly #folder: string
  /** What holds for all later commands: exports and aliases. */
  readonly #settings: string[] = []
  readonly #servers: ChildProcess[] = []
  #url = ADDRESS
  #printed = ''

  /** In a folder of its own, or in the clone. */
  constructor({ isInClone }: { readonly isInClone: boolean }) {
    this.#folder = isInClone ? ROOT : join(this.#home, 'work')
    for (const folder of ['bin', 'work']) mkdirSync(join(this.#home, folder))
    for (const [name, file] of Object.entries(PROGRAMS)) {
      const program = join(this.#home, 'bin', name)
      writeFileSync(program, `#!/bin/sh\n${NODE} '${file}' "$@"\n`)
      chmodSync(program, 0o755)
    }
    // The clone of the pages lies beside the folder in which they work.
    symlinkSync(ROOT, join(this.#home, 'millrace'))
  }

  async follow(block: Block): Promise<void> {
    switch (block.kind) {
      case 'file': {
        const file = join(this.#folder, block.name)
        mkdirSync(dirname(file), { recursive: true })
        return writeFileSync(file, block.text)
      }
      case 'command':
        return await (block.isBackground ? this.#serve(block) : this.#type(block))
      case 'output':
        return expectPrinted({
          promised: block.text,
          actual: this.#printed,
          isUnordered: block.isUnordered,
          at: block.at,
        })
    }
  }

  async #type({ text, exitCode, at }: CommandBlock): Promise<void> {
    const child = this.#start(text.replaceAll(ADDRESS, this.#url))
    await once(child, 'close')
    assert.equal(child.exitCode, exitCode, `${at} ends with ${child.exitCode}:\n${this.#printed}`)
    this.#settings.push(...text.split('\n').filter((line) => /^(export|alias) /.test(line)))
  }

  /** The last line is a server: it is typed as it stands, but for the port, and goes on until the page is over. */
  async #serve({ text, at }: CommandBlock): Promise<void> {
    const lines = text.trim().split('\n')
    const child = this.#start([...lines.slice(0, -1), `exec ${lines.at(-1)} --port 0`].join('\n'))
    this.#servers.push(child)
    const ended = once(child, 'close')
    const listens = Promise.withResolvers<string>()
    child.stdout?.on('data', () => {
      const url = /listens on (http:\/\/[^\s,]+)/.exec(this.#printed)?.[1]
      if (url !== undefined) listens.resolve(url)
    })
    ended.then(() => listens.reject(new Error(`${at}: the server ended:\n${this.#printed}`)), listens.reject)
    this.#url = await listens.promise
  }

  #start(script: string): ChildProcess {
    this.#printed = ''
    const path = [join(this.#home, 'bin'), dirname(process.execPath), process.env['PATH']].join(':')
    const environment = { ...process.env, PATH: path, NO_COLOR: '1' }
    const child = spawn('sh', ['-euc', ['exec 2>&1', ...this.#settings, script].join('\n')], {
      cwd: this.#folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => void (this.#printed += chunk))
    return child
  }

  /** Stops the servers in order, as Ctrl-C does. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGINT')
        await once(server, 'close')
      }
      assert.equal(server.exitCode, 0, 'a server that is stopped in order exits with 0')
    }
    rmSync(this.#home, { recursive: true, force: true })
  }
}
