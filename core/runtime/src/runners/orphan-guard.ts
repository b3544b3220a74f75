// Ends the process groups of a worker that died. One small process per worker reads a pipe that ends with the worker,
// however it ends, and then kills the groups it was told of and whatever carries the worker's mark in its environment.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** The environment variable that carries the mark. */
export const WORKER_MARK = 'MILLRACE_WORKER'

// `+ 12` and `- 12` add and remove group 12; `q` leaves. The mark finds, on Linux, what left its group, and a process
// that was started in the moment before the worker died; the second turn, one that had not yet become its program.
const WATCH = `
groups=' '
while read -r verb group; do
  case $verb in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
    q) exit 0 ;;
  esac
done
end() {
  for group in $groups; do kill -s "$1" -- "-$group"; done
  for place in $(grep -lzsxF "${WORKER_MARK}=$MARK" /proc/[0-9]*/environ); do
    process=\${place#/proc/}
    kill -s "$1" "\${process%/environ}"
  done
}
end TERM
sleep 1
end KILL
`

const MAX_STARTS = 20

interface Watcher {
  readonly process: ChildProcess
  readonly input: Writable
}

export class OrphanGuard implements AsyncDisposable {
  /** The value of MILLRACE_WORKER in the environment of each process. */
  readonly mark: string = randomUUID()
  readonly #groups = new Set<number>()
  #watcher: Watcher | undefined
  #starts = 0

  /** Call it in the same turn in which the group was started. */
  add(group: number): void {
    this.#groups.add(group)
    if (this.#watcher === undefined) this.#start()
    else this.#tell(`+ ${group}`)
  }

  remove(group: number): void {
    if (this.#groups.delete(group)) this.#tell(`- ${group}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const watcher = this.#watcher
    this.#watcher = undefined
    if (watcher === undefined) return
    const ended = once(watcher.process, 'exit')
    watcher.process.ref()
    watcher.input.end('q\n')
    await ended
  }

  #start(): void {
    this.#starts += 1
    if (this.#starts > MAX_STARTS) return
    const child = spawn('/bin/sh', ['-c', WATCH], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', MARK: this.mark },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#watcher = { process: child, input: child.stdin }
    child.once('error', () => this.#restart(child))
    child.once('exit', () => this.#restart(child))
    child.stdin.on('error', () => this.#restart(child))
    child.unref()
    if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
    for (const group of this.#groups) this.#tell(`+ ${group}`)
  }

  /** Somebody killed the watcher: the groups need another one. */
  #restart(child: ChildProcess): void {
    if (this.#watcher?.process !== child) return
    this.#watcher = undefined
    if (this.#groups.size > 0) this.#start()
  }

  #tell(line: string): void {
    this.#watcher?.input.write(`${line}\n`)
  }
}
