import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openTestAttempt } from '@millrace/sdk-testing'
import type { TestAttempt } from '@millrace/sdk-testing'
import type { AttemptJob, CommandTask } from '@millrace/ports'
import { expect, test } from 'vitest'
import { openRunner } from './open-runner.ts'

function shell(script: string): CommandTask {
  return {
    type: 'test/shell',
    title: 'A shell script',
    properties: {},
    command: () => ({ argv: ['/bin/sh', '-c', script], environment: {}, inputFiles: {}, outputFiles: [] }),
  }
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds, { interval: 5, timeout: 20_000 }).toBe(true)
}

const numbersIn = (attempt: TestAttempt) =>
  attempt.logs.map(({ message }) => Number(message)).filter((number) => number > 1)

test('kill leaves no process of the group, neither background processes nor their children', async () => {
  await using runner = openRunner()
  await using attempt = await openTestAttempt()
  const script =
    'echo $$; sleep 1000 & echo $!; (trap "" TERM; sh -c "trap \'\' TERM; echo \\$\\$; while :; do sleep 1000; done") & wait'
  const running = runner.run(attempt.job(shell(script)))
  await until(() => numbersIn(attempt).length === 3)
  const pids = numbersIn(attempt)
  expect(await Promise.all(pids.map(isAlive))).toEqual([true, true, true])
  attempt.abort('MR_TASK_KILLED')
  expect((await running).state).toBe('KILLED')
  expect(await Promise.all(pids.map(isAlive))).toEqual([false, false, false])
})

test('a script that ends leaves none of its background processes', async () => {
  await using runner = openRunner()
  await using attempt = await openTestAttempt()
  const result = await runner.run(attempt.job(shell('sleep 1000 > /dev/null 2>&1 & echo $!')))
  expect(result.state).toBe('SUCCESS')
  expect(await isAlive(numbersIn(attempt)[0] ?? 0)).toBe(false)
})

test('a process that left the group and holds the pipes open does not hold up the end', async () => {
  await using runner = openRunner()
  await using attempt = await openTestAttempt()
  const result = await runner.run(attempt.job(shell('setsid sleep 1000 & echo $!; sleep 0.1')))
  expect(result.state).toBe('SUCCESS')
  const left = numbersIn(attempt)[0] as number
  if (await isAlive(left)) process.kill(left, 'SIGKILL')
})

test('a script that prints 100 MB without pause is read with bounded memory', async () => {
  await using runner = openRunner()
  await using attempt = await openTestAttempt()
  let lines = 0
  const job: AttemptJob = attempt.job(shell('head -c 100000000 /dev/zero | tr "\\0" "y" | fold -w 99; exit 7'))
  const before = process.memoryUsage().rss
  let highest = before
  const context = {
    ...job.context,
    log: () => {
      lines += 1
      if (lines % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().rss)
    },
  }
  const result = await runner.run({ ...job, context })
  expect(result.error?.message).toContain('exit code 7')
  expect(result.error?.message.length).toBeLessThan(10_000)
  expect(lines).toBe(Math.ceil(100_000_000 / 99))
  expect((highest - before) / 2 ** 20).toBeLessThan(150)
})

test('what a worker started dies with it, also what left its group', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'millrace-orphans-'))
  const worker = spawn(
    process.execPath,
    ['--conditions=source', path.join(import.meta.dirname, 'worker-with-script.ts')],
    {
      env: { ...process.env, TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let printed = ''
  worker.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await until(() => printed.split('\n').length > 3)
  const pids = printed.trim().split('\n').map(Number)
  expect(await Promise.all(pids.map(isAlive))).toEqual([true, true, true])
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  await until(async () => !(await Promise.all(pids.map(isAlive))).includes(true))
  await rm(directory, { recursive: true, force: true })
})

test('the guard of orphans is replaced when somebody kills it, and is gone with the runner', async () => {
  const processes = async () => (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const guardsOf = async () => {
    const found: number[] = []
    for (const pid of await processes()) {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
      const isOurs = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === process.pid
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
      if (isOurs && command.includes('while read -r verb group')) found.push(pid)
    }
    return found
  }
  const runner = openRunner()
  await using attempt = await openTestAttempt()
  const running = runner.run(attempt.job(shell('echo 1; sleep 1000')))
  await until(() => attempt.logs.length === 1)
  await until(async () => (await guardsOf()).length === 1)
  const first = (await guardsOf())[0] as number
  process.kill(first, 'SIGKILL')
  await until(async () => (await guardsOf()).some((pid) => pid !== first))
  attempt.abort('MR_TASK_KILLED')
  await running
  await runner[Symbol.asyncDispose]()
  expect(await guardsOf()).toEqual([])
})
