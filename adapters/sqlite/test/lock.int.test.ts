// One process at a time on a file; its own threads and openings are welcome.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test, vi } from 'vitest'
import { adapter } from '../src/index.ts'
import { hostIn, temporaryDirectory } from './places.ts'

const CONDITIONS = ['--conditions=source', '--disable-warning=ExperimentalWarning']

async function otherProcess(directory: string): Promise<ChildProcess> {
  const script = new URL('./fixtures/holds-the-lock.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [...CONDITIONS, script, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a second process is refused while the first lives, and takes over at once when it is killed', async () => {
  const directory = temporaryDirectory()
  const first = await otherProcess(directory)
  await expect(adapter.open({}, hostIn(directory))).rejects.toMatchObject({ code: 'MR_DATABASE_IN_USE' })
  first.kill('SIGKILL')
  await once(first, 'exit')
  await using opened = await adapter.open({}, hostIn(directory))
  await opened.repository?.check()
})

test('a process that is refused leaves the holder undisturbed', async () => {
  const directory = temporaryDirectory()
  await using opened = await adapter.open({}, hostIn(directory))
  const script = new URL('./fixtures/holds-the-lock.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [...CONDITIONS, script, directory], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  await once(child, 'close')
  expect(complaint).toContain('MR_DATABASE_IN_USE')
  await opened.repository?.check()
})

test('two lanes in threads of one process share the work on one file and lose no count', async () => {
  const directory = temporaryDirectory()
  await using opened = await adapter.open({}, hostIn(directory))
  const { queue, repository } = opened
  const lanes = ['one', 'two'].map(
    (lane) =>
      new Worker(new URL('./fixtures/lane.ts', import.meta.url), {
        workerData: { directory, lane },
        execArgv: CONDITIONS,
      }),
  )
  await Promise.all(lanes.map((lane) => once(lane, 'message')))
  const keys = ['a', 'b', 'c', 'd']
  for (let round = 0; round < 25; round += 1)
    await queue?.publish(keys.map((key) => ({ topic: 'count', key, body: String(round) })))
  await vi.waitUntil(async () => (await queue?.depth('count', 'lanes')) === 0, { timeout: 20_000 })
  const refs = keys.map((key) => ({ ref: { kind: 'slots', key }, parts: 'none' as const }))
  const counted = await repository?.entities.load(refs)
  expect(counted?.map((entity) => entity?.body)).toEqual(['25', '25', '25', '25'])
  const ended = lanes.map((lane) => once(lane, 'exit'))
  await queue?.broadcast('stop', '')
  await Promise.all(ended)
})
