// Starts an execution of a deployed flow in this process: its files are stored, its inputs read.

import type { ExecutionId, Flow, Json, JsonObject, Label } from '@millrace/model'
import type { Bytes } from '@millrace/ports'
import { folderOf, inputFileUri } from '@millrace/runtime'
import type { Application } from './application.ts'

/** A file for an input of type FILE. */
export interface GivenFile {
  readonly input: string
  readonly name: string
  readonly content: Bytes
}

export interface NewRun {
  readonly inputs?: JsonObject
  readonly files?: readonly GivenFile[]
  /** Beside those of the flow. */
  readonly labels?: readonly Label[]
}

/** Resolves when the execution is durable. Rejects with MR_INPUT_INVALID, also for names that the flow has no input for. */
export async function startExecution(application: Application, flow: Flow, run: NewRun): Promise<ExecutionId> {
  const id = application.ids.next() as ExecutionId
  const given: Record<string, Json> = { ...run.inputs }
  try {
    for (const { input, name, content } of run.files ?? []) {
      const uri = inputFileUri(flow, id, input, name)
      await application.storage.put(uri, content)
      given[input] = uri
    }
    const inputs = await application.inputs.read({ flow, executionId: id, given, isClosed: true })
    await application.executions.create({
      id,
      namespace: flow.namespace,
      flowId: flow.id,
      revision: flow.revision,
      inputs,
      labels: run.labels ?? [],
    })
    return id
  } catch (error) {
    if ((run.files ?? []).length > 0)
      await application.storage.remove(folderOf({ namespace: flow.namespace, flowId: flow.id, id }))
    throw error
  }
}
