// `millrace run`: one flow, embedded, with no server; on a data folder that is thrown away unless one is named.

import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { isMillraceError, messageOf, MillraceError, type ExecutionDocument, type Flow } from '@millrace/model'
import type { Application } from '../../application.ts'
import { compose } from '../../compose.ts'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import { readAssignments } from '../assignments.ts'
import { EXIT, type CommandContext } from '../command.ts'
import { followExecution } from '../follow-execution.ts'
import { createFollowPrinter, silentPrinter } from '../render/follow.ts'
import { startExecution, type GivenFile, type NewRun } from '../../start-execution.ts'
import { stopSignal } from '../signals.ts'
import { inFile, readSource } from '../source-file.ts'

export async function runFlow(context: CommandContext): Promise<number> {
  const { arguments: given, terminal, directory } = context
  const [file = ''] = given.positionals
  const source = readSource(file, directory)
  await using stack = new AsyncDisposableStack()
  const config = await configOf(context, stack)
  const application = stack.use(await compose(config))
  const flow = await deploy(application, source, file)
  const id = await startExecution(application, flow, await givenBy(context))
  const isJson = given.has('json')
  void stopSignal(terminal)
    .then(() => application.executions.kill(id))
    .catch((error: unknown) => terminal.report(messageOf(error)))
  const ended = await followExecution(application, id, isJson ? silentPrinter : createFollowPrinter(terminal))
  if (isJson) terminal.print(JSON.stringify(ended, undefined, 2))
  else for (const line of whereFilesAre(ended, config, given.text('data'))) terminal.print(terminal.style('dim', line))
  return hasSucceeded(ended) ? EXIT.success : EXIT.failed
}

const hasSucceeded = ({ state }: ExecutionDocument): boolean =>
  state.current === 'SUCCESS' || state.current === 'WARNING'

async function configOf(
  { arguments: given, environment, directory }: CommandContext,
  stack: AsyncDisposableStack,
): Promise<Config> {
  const file = given.text('config')
  const data = given.text('data') ?? (await throwAwayFolder(stack))
  const config = loadConfig({ directory, environment, overrides: { data }, ...(file === undefined ? {} : { file }) })
  // The answer is the execution; what the process says of itself is of interest only when something is wrong.
  return { ...config, logLevel: given.has('verbose') ? config.logLevel : 'error' }
}

async function throwAwayFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-run-'))
  stack.defer(async () => await rm(folder, { recursive: true, force: true }))
  return folder
}

async function deploy(application: Application, source: string, file: string): Promise<Flow> {
  try {
    return (await application.flows.deploy(source)).flow
  } catch (error) {
    throw isMillraceError(error) ? inFile(error, file) : error
  }
}

/** `--input` and `--file` as what the flow is given. */
async function givenBy({ arguments: words, directory }: CommandContext): Promise<NewRun> {
  const files: GivenFile[] = []
  for (const [input, path] of readAssignments('file', words.all('file'))) {
    const file = resolve(directory, path)
    await checkFile(input, file)
    files.push({ input, name: basename(file), content: createReadStream(file) })
  }
  const labels = [...readAssignments('label', words.all('label'))].map(([key, value]) => ({ key, value }))
  return { inputs: Object.fromEntries(readAssignments('input', words.all('input'))), files, labels }
}

async function checkFile(name: string, file: string): Promise<void> {
  try {
    if ((await stat(file)).isFile()) return
  } catch (error) {
    throw new MillraceError(
      'MR_FILE_UNREADABLE',
      `The file of the input "${name}" cannot be read: ${messageOf(error)}`,
      { cause: error },
    )
  }
  throw new MillraceError('MR_FILE_UNREADABLE', `The file of the input "${name}", ${file}, is no file.`)
}

function whereFilesAre(ended: ExecutionDocument, config: Config, data: string | undefined): readonly string[] {
  if (!JSON.stringify(ended.outputs ?? {}).includes('kestra:///')) return []
  if (data !== undefined) return [`The files are in the storage of ${config.dataDirectory}.`]
  return ['The files were thrown away with the data folder; keep them with --data DIR.']
}
