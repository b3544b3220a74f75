// `millrace validate`: every finding of every file, one line each.

import { isRefusal, parseFlow, validateFlow, type Catalogue } from '@millrace/runtime'
import { isMillraceError, type MillraceError } from '@millrace/model'
import { loadConfig } from '../../config/load.ts'
import { loadCatalogue } from '../../plugins.ts'
import { EXIT, type CommandContext } from '../command.ts'
import { findingLines } from '../complaint.ts'
import { inFile, readSource } from '../source-file.ts'

export async function validateFlows({
  arguments: given,
  terminal,
  environment,
  directory,
}: CommandContext): Promise<number> {
  const file = given.text('config')
  const catalogue = await loadCatalogue(loadConfig({ directory, environment, ...(file === undefined ? {} : { file }) }))
  let count = 0
  for (const name of given.positionals) {
    const findings = findingsOf(readSource(name, directory), catalogue).map((finding) => inFile(finding, name))
    for (const finding of findings) for (const line of findingLines(finding, terminal)) terminal.print(line)
    const refusals = findings.filter(isRefusal).length
    count += refusals
    if (refusals === 0) terminal.print(`${terminal.style('green', '✓')} ${name}`)
  }
  return count === 0 ? EXIT.success : EXIT.wrong
}

function findingsOf(source: string, catalogue: Catalogue): readonly MillraceError[] {
  try {
    return validateFlow(parseFlow(source), catalogue)
  } catch (error) {
    if (isMillraceError(error)) return [error]
    throw error
  }
}
