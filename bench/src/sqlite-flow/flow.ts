// The flow that is measured: three tasks, each reading what the one before it gave.

import type { Flow } from '@millrace/model'

export const FLOW: Flow = {
  id: 'three-tasks',
  namespace: 'bench',
  revision: 1,
  tasks: [
    { id: 'first', type: 'core/output-values', values: { text: 'one' } },
    { id: 'second', type: 'core/output-values', values: { text: '{{ outputs.first.values.text }} two' } },
    { id: 'third', type: 'core/output-values', values: { text: '{{ outputs.second.values.text }} three' } },
  ],
}

/** What its tasks give. */
export const TEXTS = ['one', 'one two', 'one two three'] as const

/** As a user writes it; JSON is YAML. */
export const SOURCE = JSON.stringify({ id: FLOW.id, namespace: FLOW.namespace, tasks: FLOW.tasks })
