// The result of a script from its exit code: outputs are gathered also after a failure, and what goes wrong with them
// never hides the exit code.

import type { Json, JsonObject } from '@millrace/model'
import type { AttemptContext, AttemptResult, Command } from '@millrace/ports'
import { attemptErrorOf } from './attempt-end.ts'
import { storeOutputFiles } from './output-files.ts'
import { readOutputsFile } from './outputs-file.ts'
import { plainOutputs } from './plain-outputs.ts'
import type { ScriptOutput } from './script-output.ts'

export interface EndedScript {
  readonly command: Command
  readonly context: AttemptContext
  readonly exitCode: number
  readonly output: ScriptOutput
  readonly outputsFile: string
  readonly patterns: readonly string[]
  readonly maxOutputBytes: number
}

function baseOutputs({ exitCode, output }: EndedScript): JsonObject {
  return { exitCode, stdOutLineCount: output.lineCounts.stdout, stdErrLineCount: output.lineCounts.stderr }
}

/** Values of the outputs file stand over those of marker lines. */
async function valuesOf(script: EndedScript): Promise<Json> {
  const written = await readOutputsFile(script.outputsFile, script.maxOutputBytes)
  return plainOutputs({ ...script.output.values(), ...written }, script.maxOutputBytes)
}

async function allOutputs(script: EndedScript): Promise<JsonObject> {
  const outputFiles = await storeOutputFiles(script.context, script.patterns)
  return { ...baseOutputs(script), vars: await valuesOf(script), outputFiles }
}

async function outputsAfterFailure(script: EndedScript): Promise<JsonObject> {
  try {
    return await allOutputs(script)
  } catch (thrown) {
    script.context.log('WARN', `The outputs are lost: ${attemptErrorOf(thrown).message}`)
    return { ...baseOutputs(script), vars: {}, outputFiles: {} }
  }
}

function failureMessage({ exitCode, output }: EndedScript): string {
  const message = `The script ended with exit code ${exitCode}.`
  const lines = output.lastLines()
  return lines.length === 0 ? message : `${message} Its last lines:\n${lines.join('\n')}`
}

/** Rejects with MR_TASK_OUTPUT, MR_TASK_FILE or an error of the storage when the outputs of a success are not to be had. */
export async function endOfScript(script: EndedScript): Promise<AttemptResult> {
  const { command, exitCode, output } = script
  if (exitCode === 0) {
    const hasWarned = command.warnsOnErrorLines === true && output.lineCounts.stderr > 0
    return { state: hasWarned ? 'WARNING' : 'SUCCESS', outputs: await allOutputs(script) }
  }
  const outputs = await outputsAfterFailure(script)
  const message = failureMessage(script)
  if (command.warningExitCodes?.includes(exitCode) === true) {
    script.context.log('WARN', message)
    return { state: 'WARNING', outputs }
  }
  return { state: 'FAILED', outputs, error: { code: 'MR_SCRIPT_EXIT', message, details: { exitCode } } }
}
