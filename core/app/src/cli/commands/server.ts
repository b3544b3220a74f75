// `millrace server standalone`: all roles and the API in one process, until a signal stops it.

import { MillraceError } from '@millrace/model'
import { compose } from '../../compose.ts'
import type { ConfigSource } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import { version } from '../../version.ts'
import { EXIT, type Arguments, type CommandContext } from '../command.ts'
import { stopSignal } from '../signals.ts'

/** Longer than attempts are let run on when the process stops. */
const STOP_LIMIT_MS = 30_000

export async function serve({ arguments: given, terminal, environment, directory }: CommandContext): Promise<number> {
  const file = given.text('config')
  const config = loadConfig({
    directory,
    environment,
    overrides: overridesOf(given),
    ...(file === undefined ? {} : { file }),
  })
  // Heard from the first moment on: a stop during the start is a stop.
  const stopped = stopSignal(terminal)
  const application = await compose(config, { hasApi: true })
  try {
    const url = await application.listen(config)
    terminal.print(
      `${terminal.style('bold', `Millrace ${version()}`)} listens on ${terminal.style('cyan', url)}, data in ${config.dataDirectory}`,
    )
    terminal.report(`${await stopped}: stopping in order; a second signal stops at once.`)
  } finally {
    await stopWithin(application, terminal)
  }
  return EXIT.success
}

/** A database that takes no more writes must not keep the process for ever: what is unfinished goes on at the next start. */
async function stopWithin(application: AsyncDisposable, terminal: CommandContext['terminal']): Promise<void> {
  const limit = setTimeout(() => {
    terminal.report('It did not stop in time and ends now; what is unfinished goes on at the next start.')
    process.exit(EXIT.failed)
  }, STOP_LIMIT_MS)
  await application[Symbol.asyncDispose]()
  clearTimeout(limit)
}

function overridesOf(given: Arguments): NonNullable<ConfigSource['overrides']> {
  const port = given.text('port')
  const host = given.text('host')
  const data = given.text('data')
  return {
    ...(port === undefined ? {} : { port: portOf(port) }),
    ...(host === undefined ? {} : { host }),
    ...(data === undefined ? {} : { data }),
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new MillraceError('MR_USAGE', `--port "${text}" is no port: a number from 0 to 65535.`)
}
