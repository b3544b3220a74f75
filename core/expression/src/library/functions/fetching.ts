/**
 * Functions whose answer is not here: each is a need, answered by the caller's facts.
 */
import type { Answer, Need } from '../../evaluation/needs.ts'
import { Wanting } from '../../evaluation/signals.ts'
import { unwrap } from '../../evaluation/unwrap.ts'
import { parseJson } from '../../values/parse-json.ts'
import { writeJson } from '../../values/json.ts'
import { type Datum, isList, isMap, ownEntry, type Value } from '../../values/value.ts'
import type { Definitions, FunctionDefinition, Given } from '../given.ts'

const FILE = ['path', 'namespace']

export const fetchingFunctions: Definitions<FunctionDefinition> = {
  kv: { names: ['key', 'namespace', 'errorOnMissing'], apply: kv },
  secret: { names: ['key', 'namespace', 'subkey'], apply: secret },
  read: { names: [...FILE, 'version'], apply: (given) => fetch(given, { kind: 'read', ...versioned(given) }) },
  fileSize: { names: FILE, apply: (given) => fetch(given, { kind: 'fileSize', ...file(given) }) },
  fileExists: { names: FILE, apply: (given) => fetch(given, { kind: 'fileExists', ...file(given) }) },
  isFileEmpty: { names: FILE, apply: (given) => fetch(given, { kind: 'isFileEmpty', ...file(given) }) },
  fileURI: { names: [...FILE, 'version'], apply: (given) => fetch(given, { kind: 'fileURI', ...versioned(given) }) },
  http: { names: ['uri', 'method', 'query', 'body', 'contentType', 'headers', 'options', 'accept'], apply: http },
  errorLogs: { names: [], apply: (given) => fetch(given, { kind: 'errorLogs' }) },
  env: { names: ['name', 'default'], apply: env },
}

type Named = { readonly namespace?: string }

function namespace(given: Given): Named {
  const name = given.text('namespace')
  return name === undefined ? {} : { namespace: name }
}

function file(given: Given): Named & { readonly path: string } {
  return { path: given.requiredText('path'), ...namespace(given) }
}

function versioned(given: Given): Named & { readonly path: string; readonly version?: number } {
  const version = given.whole('version')
  return version === undefined ? file(given) : { ...file(given), version }
}

function answerTo(given: Given, need: Need): Answer {
  const answer = given.frame.facts.lookup(need)
  if (!answer) throw new Wanting([need])
  if ('failure' in answer) throw given.fail(answer.failure)
  return answer
}

function fetch(given: Given, need: Need): Datum {
  const answer = answerTo(given, need)
  if ('value' in answer) return answer.value
  throw given.fail(`'${given.callee}' found nothing`)
}

function kv(given: Given): Datum {
  const key = given.requiredText('key')
  const answer = answerTo(given, { kind: 'kv', key, ...namespace(given) })
  if ('value' in answer) return answer.value
  if (given.flag('errorOnMissing') === false) return null
  throw given.fail(
    `The key '${key}' does not exist in the namespace '${given.text('namespace') ?? flowNamespace(given)}'`,
  )
}

function flowNamespace(given: Given): string {
  const flow = given.frame.find('flow')
  const name = flow !== undefined && isMap(flow) ? ownEntry(flow, 'namespace') : undefined
  return typeof name === 'string' ? name : ''
}

function secret(given: Given): Datum {
  const key = given.requiredText('key')
  const subkey = given.text('subkey')
  const answer = answerTo(given, { kind: 'secret', key, ...namespace(given), ...(subkey ? { subkey } : {}) })
  if (!('value' in answer)) throw given.fail(`Cannot find the secret '${key}'`)
  return subkey === undefined || subkey === '' ? answer.value : partOf(given, answer.value, key, subkey)
}

/** A part of a secret that is JSON; the caller may have taken it out already. */
function partOf(given: Given, value: Value, key: string, subkey: string): Datum {
  const data = typeof value === 'string' ? parseJson(value) : value
  if (data === undefined) throw given.fail(`The secret '${key}' is not JSON, so it has no part '${subkey}'`)
  const part = isMap(data) ? ownEntry(data, subkey) : undefined
  if (part === undefined) throw given.fail(`Cannot find the part '${subkey}' of the secret '${key}'`)
  return isMap(part) || isList(part) ? writeJson(part, { limit: given.frame.limits.output }) : given.frame.text(part)
}

function http(given: Given): Datum {
  given.required('uri')
  const request: { [name: string]: Value } = {}
  for (const name of ['uri', 'method', 'query', 'body', 'contentType', 'headers', 'options', 'accept']) {
    if (given.has(name)) request[name] = unwrap(given.frame, given.get(name))
  }
  return fetch(given, { kind: 'http', request })
}

function env(given: Given): Datum {
  const name = given.requiredText('name')
  const answer = answerTo(given, { kind: 'env', name })
  return 'value' in answer ? answer.value : given.get('default')
}
