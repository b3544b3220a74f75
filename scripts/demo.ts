// npm run demo [-- --keep]
// Starts the platform on embedded SQLite in a data folder of its own, deploys an example flow, runs it on a real data
// set and follows it. With --keep the server stays up until Ctrl-C, and the data with it.

import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  compose,
  createFollowPrinter,
  createTerminal,
  followExecution,
  loadConfig,
  startExecution,
  stopSignal,
  type Application,
  type Terminal,
} from '../core/app/src/index.ts'

const FLOW = fileURLToPath(new URL('../examples/weather-report/flow.yaml', import.meta.url))
/** Daily weather of two cities over four years, from the npm package `vega-datasets`. */
const DATA_SET = createRequire(import.meta.url).resolve('vega-datasets/data/weather.csv')

async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const unknown = words.find((word) => word !== '--keep')
  if (unknown !== undefined) {
    terminal.report(`There is no option ${unknown}. Usage: npm run demo [-- --keep]`)
    return 2
  }
  const stopped = words.includes('--keep') ? stopSignal(terminal) : undefined
  await using stack = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), 'millrace-demo-'))
  const config = loadConfig({ directory: data, environment: process.env, overrides: { data, port: 0 } })
  const application = stack.use(await compose({ ...config, logLevel: 'error' }, { hasApi: true }))
  const url = await application.listen(config)
  terminal.print(
    `${terminal.style('bold', 'Millrace')} is up on ${terminal.style('cyan', url)}, with SQLite in ${data}`,
  )
  const hasSucceeded = await runExample(application, terminal, { url, data })
  terminal.print(
    terminal.style(
      'dim',
      stopped === undefined
        ? '  The server stops here; `npm run demo -- --keep` leaves it up.'
        : '  The server stays up until Ctrl-C.',
    ),
  )
  await stopped
  return hasSucceeded ? 0 : 1
}

async function runExample(
  application: Application,
  terminal: Terminal,
  { url, data }: { readonly url: string; readonly data: string },
): Promise<boolean> {
  const { flow } = await application.flows.deploy(readFileSync(FLOW, 'utf8'))
  terminal.print(
    `${terminal.style('bold', `${flow.namespace}.${flow.id}`)} is deployed: ${flow.tasks.length} tasks, two of them for each city at the same time`,
  )
  terminal.print('')
  const id = await startExecution(application, flow, {
    files: [{ input: 'weather', name: 'weather.csv', content: createReadStream(DATA_SET) }],
  })
  const ended = await followExecution(application, id, createFollowPrinter(terminal))
  const uri = ended.outputs?.['report']
  const file = typeof uri === 'string' ? await printReport(application, terminal, { uri, data }) : 'none was written'
  const api = `${url}/api/v1/main`
  printPlaces(terminal, {
    'result file': file,
    execution: `${api}/executions/${id}`,
    flow: `${api}/flows/${flow.namespace}/${flow.id}`,
  })
  return ended.state.current === 'SUCCESS'
}

/** Prints the page that the flow wrote; gives the file into which it is copied. */
async function printReport(
  application: Application,
  terminal: Terminal,
  { uri, data }: { readonly uri: string; readonly data: string },
): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await application.storage.get(uri as `kestra:///${string}`)) chunks.push(chunk)
  const file = join(data, 'report.md')
  await writeFile(file, Buffer.concat(chunks))
  terminal.print('')
  for (const line of Buffer.concat(chunks).toString().trim().split('\n')) {
    terminal.print(line.startsWith('#') ? terminal.style('bold', line) : line)
  }
  return file
}

function printPlaces(terminal: Terminal, places: Readonly<Record<string, string>>): void {
  terminal.print('')
  terminal.print(terminal.style('bold', 'Where to look'))
  for (const [name, place] of Object.entries(places))
    terminal.print(`  ${terminal.style('cyan', name.padEnd(12))}  ${place}`)
}

process.exitCode = await main(process.argv.slice(2), createTerminal(process))
