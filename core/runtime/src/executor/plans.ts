// Where executors find the compiled revision of a flow that an execution runs.

import type { Plan } from '@millrace/engine'

export interface Plans {
  /** The plan of one revision, kept in memory; undefined when there is no such revision. */
  plan(namespace: string, flowId: string, revision: number): Promise<Plan | undefined>
  /** The plan of the newest revision; undefined when there is no such flow, or it was removed. */
  newest(namespace: string, flowId: string): Promise<Plan | undefined>
}
