// What must hold in every history, by permanent name.

export const INVARIANTS = {
  I1: 'What was accepted is known: every execution whose creation was confirmed exists.',
  I2: 'Every change of state is an edge of the published table, and no history loses or changes an entry.',
  I3: 'No version of an entity is written twice, versions rise by one, and the sum of all writes is what is stored.',
  I4: 'Of each attempt at most one end is accepted, and it is one that a worker reported for that attempt.',
  I5: 'An execution that has ended has no live task run, timer, hold or owner.',
  I6: 'Never more lanes of a container, or attempts of a worker, at once than their limits allow.',
  I7: 'A task starts only after everything it depends on has ended in a state that allows it, and a container ends after its children.',
  I8: 'A restart runs again what failed or was stopped, and nothing that had succeeded.',
  I9: 'The outputs that a task sees are those that the reference computes.',
  I11: 'Attempts stay within the retry policy, their delays too, and time-outs end an attempt in time.',
  I12: 'Every message is handled or still queued: none vanishes, none is set aside.',
  I13: 'The same seed gives the same history.',
  I14: 'An execution ends as a slow reference interpreter of its flow says.',
  kill: 'A killed execution starts nothing but what its finally tasks need, and leaves nothing running.',
  once: 'Where nothing fails, every attempt runs exactly once.',
  ends: 'When faults have ceased, every execution ends, and nothing is left to do.',
} as const

export type InvariantName = keyof typeof INVARIANTS
