// The properties and outputs that all script tasks have in common.

import { Type } from '@millrace/sdk-plugin'
import type { Json, JsonObject, Static } from '@millrace/sdk-plugin'

const anything = (description: string) => Type.Optional(Type.Unsafe<Json>({ description, deprecated: true }))

const texts = (title: string, description: string) => Type.Optional(Type.Array(Type.String(), { title, description }))

/** Accepted so that flows run which name them; a notice in the log says what became of them. */
const containerProperties = {
  taskRunner: Type.Optional(
    Type.Object(
      { type: Type.Optional(Type.String()) },
      {
        title: 'Task runner',
        description: 'Scripts run as processes of the worker, whatever is named here; another one is told in the log.',
        additionalProperties: true,
      },
    ),
  ),
  containerImage: Type.Optional(Type.String({ title: 'Container image', description: 'Not used: see `taskRunner`.' })),
  runner: anything('Not used: see `taskRunner`.'),
  docker: anything('Not used: see `taskRunner`.'),
  targetOS: anything('Not used: scripts run on the system of the worker.'),
}

const sharedProperties = {
  beforeCommands: texts('Commands before', 'Shell commands to prepare, in the same shell as what follows.'),
  env: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      title: 'Environment',
      description: 'Variables of the process. It sees these, PATH, HOME and MILLRACE_OUTPUTS, and no other.',
    }),
  ),
  inputFiles: Type.Optional(
    Type.Union([Type.Unsafe<JsonObject>({ type: 'object' }), Type.Array(Type.String()), Type.String()], {
      title: 'Input files',
      description:
        'Files to write into the working folder: a map from relative path to a text or to the URI of a stored file ' +
        '(also as JSON text), or a list of URIs, which keep the last part of their path as their name.',
    }),
  ),
  outputFiles: texts('Output files', 'Globs of files of the working folder to store, also after a failure.'),
  failFast: Type.Optional(
    Type.Boolean({ title: 'Fail fast', description: 'End at the first shell command that fails.', default: true }),
  ),
  interpreter: Type.Optional(
    Type.Array(Type.String(), {
      title: 'Interpreter',
      description: 'The program and arguments that take the shell commands; `/bin/sh -c` unless told.',
      minItems: 1,
    }),
  ),
  warningOnStdErr: Type.Optional(
    Type.Boolean({
      title: 'Warn on error output',
      description: 'Lines on the error stream end the task with a WARNING.',
      default: true,
    }),
  ),
  ...containerProperties,
}

/** Either `commands` or `script` is given; a list of commands reads like a script of that many lines. */
export const scriptProperties = (script: { readonly title: string; readonly description: string }) =>
  Type.Object({
    commands: texts('Commands', 'Shell commands, run one after the other in one shell.'),
    script: Type.Optional(Type.String(script)),
    ...sharedProperties,
  })

export type ScriptProperties = Static<ReturnType<typeof scriptProperties>>

export const scriptOutputs = Type.Object({
  exitCode: Type.Integer({ title: 'Exit code' }),
  vars: Type.Unsafe<Record<string, Json>>({
    type: 'object',
    title: 'Values',
    description:
      'What the script wrote to the file named by MILLRACE_OUTPUTS (a JSON object, or lines `name=value`), or printed ' +
      'in lines `::{"outputs": {"name": "value"}}::`.',
    additionalProperties: true,
  }),
  outputFiles: Type.Record(Type.String(), Type.String(), { title: 'Stored files: relative path to URI' }),
  stdOutLineCount: Type.Integer({ title: 'Lines printed' }),
  stdErrLineCount: Type.Integer({ title: 'Lines on the error stream' }),
})
