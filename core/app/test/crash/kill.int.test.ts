import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionDocument } from '@millrace/model'
import { afterAll, describe, expect, it } from 'vitest'
import { startServer, type ServerProcess } from '../../../../scripts/server-process.ts'
import { apiOf, FLOW, Load, LOG_LINES, logsOf, seededRandom, TASK_RUNS } from './load.ts'

const KILLS = Number(process.env['MILLRACE_TEST_KILLS'] ?? 100)
const IN_FLIGHT = 50
const CLIENTS = 8
const SEED = Number(process.env['MILLRACE_TEST_SEED'] ?? Date.now() % 1_000_000)

const data = mkdtempSync(join(tmpdir(), 'millrace-crash-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

const start = (): Promise<ServerProcess> =>
  startServer({
    arguments: ['--data', data],
    directory: data,
    environment: { NODE_COMPILE_CACHE: join(data, 'compiled') },
  })

/** Requests from several clients at once until `requests` of them are answered; then the server is killed under the others. */
async function useUntilKilled(server: ServerProcess, load: Load, requests: number): Promise<void> {
  const api = apiOf(server.url)
  let left = requests
  const client = async (): Promise<void> => {
    while (left > 0) {
      await load.ask(api, IN_FLIGHT)
      left -= 1
    }
    server.process.kill('SIGKILL')
  }
  const ends = await Promise.allSettled(Array.from({ length: CLIENTS }, client))
  await server.stop('SIGKILL')
  // What is not answered for another reason than the kill is a fault.
  for (const end of ends) if (end.status === 'rejected' && left > 0) throw end.reason
}

function problemsOf({ id, state, taskRunList }: ExecutionDocument): readonly string[] {
  const places = new Set(
    taskRunList.map(({ parentTaskRunId, taskId, value }) => `${parentTaskRunId ?? ''}/${taskId}/${value ?? ''}`),
  )
  const histories = [state, ...taskRunList.map((run) => run.state)].map(({ histories: entries }) =>
    entries.map((entry) => entry.state),
  )
  return [
    ...(state.current === 'SUCCESS' ? [] : [`${id} ended as ${state.current}`]),
    ...(taskRunList.length === TASK_RUNS && places.size === TASK_RUNS
      ? []
      : [`${id} has ${taskRunList.length} task runs at ${places.size} places`]),
    ...histories
      .filter((states) => new Set(states).size < states.length || states.at(-1) !== 'SUCCESS')
      .map((states) => `${id} went ${states.join(' → ')}`),
  ]
}

describe(`a server that is killed ${KILLS} times with ${IN_FLIGHT} executions in flight (seed ${SEED})`, () => {
  it('carries every accepted execution to its end, and records nothing twice', async () => {
    const random = seededRandom(SEED)
    const load = new Load(random)
    let server = await start()
    await apiOf(server.url)('/flows', { method: 'POST', body: FLOW, headers: { 'content-type': 'application/x-yaml' } })
    let mostInFlight = 0
    for (let kills = 0; kills < KILLS; kills += 1) {
      await useUntilKilled(server, load, 20 + Math.floor(random() * 100))
      mostInFlight = Math.max(mostInFlight, load.inFlight)
      server = await start()
    }
    const api = apiOf(server.url)
    const problems: string[] = []
    for (const id of load.accepted) {
      await expect
        .poll(async () => ((await api(`/executions/${id}`)) as ExecutionDocument).state.endDate, { timeout: 60_000 })
        .toBeDefined()
      problems.push(...problemsOf((await api(`/executions/${id}`)) as ExecutionDocument))
      const lines = await logsOf(api, id)
      if (lines.length !== LOG_LINES) problems.push(`${id} has ${lines.length} log lines`)
    }
    await server.stop()
    expect(mostInFlight).toBeGreaterThanOrEqual(IN_FLIGHT)
    expect(load.accepted.size).toBeGreaterThan(KILLS)
    expect(problems).toEqual([])
  })
})
