// The catalogue of error codes: permanent, never reused. The reference page is generated from it.

import type { ErrorKind } from './error.ts'

export interface CatalogueEntry {
  readonly kind: ErrorKind
  /** What it means, for the reference page. */
  readonly meaning: string
  /** What to do about it. */
  readonly hint?: string
}

const entry = (kind: ErrorKind, meaning: string, hint?: string): CatalogueEntry =>
  hint === undefined ? { kind, meaning } : { kind, meaning, hint }

export const ERRORS = {
  MR_YAML_SYNTAX: entry('malformed', 'The text is not YAML, or is deeper or larger than is accepted.'),
  MR_FLOW_INVALID: entry('invalid', 'The flow has findings; each is listed with its line and column.'),
  MR_FLOW_PROPERTY: entry('invalid', 'A property is missing, unknown or of the wrong type.'),
  MR_FLOW_TASK_TYPE: entry('invalid', 'No plugin that is installed has a task of this type.'),
  MR_FLOW_DUPLICATE_ID: entry('invalid', 'An id is used twice in one flow.'),
  MR_FLOW_UNKNOWN_NAME: entry('invalid', 'An expression names an input, variable, task or output that does not exist.'),
  MR_FLOW_CYCLE: entry(
    'invalid',
    'Tasks of a Dag, or inputs, depend on each other in a circle.',
    'Take one of the dependencies away.',
  ),
  MR_FLOW_UNREACHABLE: entry('invalid', 'A task or a branch can never run.'),
  MR_FLOW_NOT_FOUND: entry('missing', 'There is no such flow, or no such revision of it.'),
  MR_FLOW_EXISTS: entry('conflict', 'A flow with this namespace and id exists already.', 'Update it instead.'),
  MR_FLOW_DISABLED: entry('conflict', 'The flow is disabled.', 'Remove `disabled: true` to run it.'),
  MR_FLOW_CHANGED: entry(
    'conflict',
    'The flow was changed by somebody else meanwhile.',
    'Read it again and repeat the change.',
  ),
  MR_FLOW_RESERVED_ID: entry('invalid', 'The id is a word of the API and cannot name a flow.'),
  MR_INPUT_INVALID: entry('invalid', 'An input is missing, or its value does not fit its type.'),
  MR_OUTPUT_INVALID: entry('invalid', 'An output of the flow does not fit the type that it declares.'),
  MR_EXPRESSION: entry('invalid', 'An expression failed while it was evaluated.'),
  MR_EXPRESSION_SYNTAX: entry(
    'invalid',
    'An expression cannot be read.',
    'Text that is no expression stands between `{% verbatim %}` and `{% endverbatim %}`.',
  ),
  MR_EXPRESSION_UNDEFINED: entry(
    'invalid',
    'A name in an expression has no value here.',
    'Say what to use instead: `{{ name ?? "text" }}`.',
  ),
  MR_EXPRESSION_UNKNOWN: entry(
    'invalid',
    'There is no such function, filter, test or method.',
    'All of them are listed in the reference of expressions.',
  ),
  MR_EXPRESSION_TYPE: entry('invalid', 'A value in an expression is of a type that the operation does not take.'),
  MR_EXPRESSION_FAILED: entry('invalid', 'An operation in an expression failed.'),
  MR_EXPRESSION_LIMIT: entry(
    'invalid',
    'An expression takes more steps, depth or output than is allowed.',
    'Move the computation into a task.',
  ),
  MR_EXECUTION_NOT_FOUND: entry('missing', 'There is no such execution.'),
  MR_EXECUTION_STATE: entry('conflict', 'The execution is in a state in which this cannot be done.'),
  MR_EXECUTION_NOTHING_TO_RESTART: entry('invalid', 'There is no task run from which the execution could go on.'),
  MR_EXECUTION_LABEL: entry('invalid', 'A label is reserved, or has no key or no value.'),
  MR_EXECUTION_CORRUPT: entry('defect', 'A stored execution cannot be read; it is set aside and the others go on.'),
  MR_SLA_VIOLATED: entry('conflict', 'A service level of the flow (`sla`) was violated.'),
  MR_COMMAND_STALE: entry('conflict', 'The command concerns an attempt or a state that is past.'),
  MR_ATTEMPT_HELD: entry(
    'conflict',
    'The attempt runs on another worker already; the first end that is reported counts.',
  ),
  MR_COMMAND_UNKNOWN: entry('malformed', 'The message is no command that this version knows.'),
  MR_TASK_FAILED: entry('invalid', 'The task failed.'),
  MR_TASK_TIMEOUT: entry('invalid', 'The task ran longer than its time-out.'),
  MR_TASK_PROPERTY: entry('invalid', 'A property of the task does not fit its type after rendering.'),
  MR_TASK_OUTPUT: entry(
    'invalid',
    'The outputs of a task are no JSON data, or are larger than the limit.',
    'Write large data to a file and give its URI.',
  ),
  MR_TASK_FILE: entry('invalid', 'The name of an input or output file leaves the working folder of the task.'),
  MR_TASK_KILLED: entry('conflict', 'The task was killed.'),
  MR_TASK_LOST: entry('unavailable', 'The worker that ran the task died, and the task must not run twice.'),
  MR_SCRIPT_INTERPRETER: entry('unavailable', 'The interpreter of the script is not installed.'),
  MR_SCRIPT_EXIT: entry('invalid', 'The script ended with an exit code other than 0.'),
  MR_STORAGE_NOT_FOUND: entry('missing', 'There is no such file in the internal storage.'),
  MR_STORAGE_URI: entry('malformed', 'The text is no URI of the internal storage.'),
  MR_STORAGE_FAILED: entry('unavailable', 'The internal storage could not be read or written.'),
  MR_SECRET_MISSING: entry('missing', 'There is no such secret.'),
  MR_SECRET_INVALID: entry(
    'invalid',
    'The value of a secret cannot be decoded.',
    'Secrets in the environment are written in base64.',
  ),
  MR_SECRET_KEY: entry('conflict', 'A secret cannot be stored or read: the server has no encryption key.'),
  MR_SECRET_UNREADABLE: entry('invalid', 'A stored value was not encrypted with the key of this server.'),
  MR_KV_MISSING: entry('missing', 'There is no such key.'),
  MR_KV_EXISTS: entry('conflict', 'There is such a key already.'),
  MR_HTTP_REQUEST: entry('invalid', 'A request to another system cannot be sent as it is described.'),
  MR_HTTP_ADDRESS: entry(
    'forbidden',
    'The network rules do not let requests reach this address.',
    'Metadata addresses are always refused; private networks where `http.deny-private` is on.',
  ),
  MR_HTTP_FAILED: entry('unavailable', 'Another system could not be reached, or broke off its answer.'),
  MR_HTTP_STATUS: entry('invalid', 'Another system answered with a status that is an error.'),
  MR_HTTP_TOO_LARGE: entry('too-large', 'The answer of another system is larger than the limit.'),
  MR_REQUEST_INVALID: entry('malformed', 'The request is not of the form that this route takes.'),
  MR_REQUEST_TOO_LARGE: entry('too-large', 'The request, or a value in it, is larger than the limit.'),
  MR_REQUEST_ORIGIN: entry('forbidden', 'The request comes from a foreign site (Host or Origin header).'),
  MR_ROUTE_NOT_FOUND: entry('missing', 'There is no such route.'),
  MR_CONFIG_INVALID: entry('malformed', 'The configuration file has findings; each is listed with its line.'),
  MR_CONFIG_NOT_FOUND: entry('missing', 'The configuration file does not exist.'),
  MR_ADAPTER_NOT_FOUND: entry('missing', 'The package of an adapter cannot be found.'),
  MR_ADAPTER_INVALID: entry(
    'invalid',
    'A package does not say that it is an adapter, or is made for another version of the API.',
  ),
  MR_PLUGIN_NOT_FOUND: entry('missing', 'The package of a plugin cannot be found.'),
  MR_PLUGIN_INVALID: entry(
    'invalid',
    'A package does not say that it is a plugin, or is made for another version of the API.',
  ),
  MR_DATABASE_UNAVAILABLE: entry('unavailable', 'The database cannot be reached, is locked or has no space left.'),
  MR_DATABASE_SCHEMA: entry(
    'conflict',
    'The schema of the database is newer than this version, or was changed by hand.',
  ),
  MR_DATABASE_IN_USE: entry('conflict', 'Another process uses this database already.'),
  MR_MESSAGE_NOT_FOUND: entry('missing', 'There is no such message among those set aside.'),
  MR_COMPOSITION: entry('defect', 'Parts that the process needs are not bound; each is named.'),
  MR_ADDRESS_IN_USE: entry(
    'conflict',
    'Another process listens on this address already.',
    'Choose another port, or 0 for any free one.',
  ),
  MR_FILE_UNREADABLE: entry('missing', 'A file that the command line or the configuration names cannot be read.'),
  MR_SERVER_UNREACHABLE: entry(
    'unavailable',
    'No server answers at this address.',
    'Start one with `millrace server standalone`, or name another with --server.',
  ),
  MR_USAGE: entry('malformed', 'The command line is not of the form that the command takes.', 'See `millrace --help`.'),
  MR_OVERLOADED: entry('overloaded', 'More work waits than this process accepts.', 'Try again in a few seconds.'),
  MR_SHUTTING_DOWN: entry('unavailable', 'The process is stopping and takes no new work.'),
  MR_INTERNAL: entry('defect', 'Something went wrong that should not have been possible.'),
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof ERRORS
