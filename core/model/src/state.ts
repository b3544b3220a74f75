// The states of executions, task runs and attempts, and the one table of legal transitions between them.

export const STATES = [
  'CREATED',
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'RESTARTED',
  'RETRYING',
  'KILLING',
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
] as const
export type State = (typeof STATES)[number]

const TERMINAL: ReadonlySet<State> = new Set([
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'RETRIED',
  'SKIPPED',
])

/** No transition leaves a terminal state but an explicit restart, replay or change of state. */
export function isTerminal(state: State): boolean {
  return TERMINAL.has(state)
}

/**
 * Legal transitions of an execution. From a terminal state only RESTARTED is reached, by the restart, replay and
 * change-of-state commands.
 */
export const EXECUTION_TRANSITIONS: Readonly<Record<State, readonly State[]>> = {
  CREATED: ['QUEUED', 'RUNNING', 'KILLING', 'KILLED', 'CANCELLED', 'FAILED'],
  QUEUED: ['RUNNING', 'KILLED', 'CANCELLED', 'FAILED'],
  RUNNING: [
    'PAUSED',
    'RETRYING',
    'KILLING',
    'SUCCESS',
    'WARNING',
    'FAILED',
    'KILLED',
    'CANCELLED',
    'RETRIED',
    'SKIPPED',
  ],
  PAUSED: ['RESTARTED', 'RUNNING', 'KILLING', 'KILLED', 'CANCELLED', 'FAILED', 'WARNING', 'SUCCESS'],
  RESTARTED: ['RUNNING', 'KILLING', 'SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'SKIPPED'],
  RETRYING: ['RUNNING', 'PAUSED', 'KILLING', 'KILLED', 'FAILED', 'CANCELLED'],
  KILLING: ['KILLED'],
  SUCCESS: ['RESTARTED'],
  WARNING: ['RESTARTED'],
  FAILED: ['RESTARTED'],
  KILLED: ['RESTARTED'],
  CANCELLED: ['RESTARTED'],
  RETRIED: [],
  SKIPPED: ['RESTARTED'],
}

/**
 * Legal transitions of a task run; a retry goes through RETRYING back to CREATED with the next attempt. A restart, a
 * replay and a change of state also make a flowable that has ended RUNNING again, or give a task run the state asked for.
 */
export const TASK_RUN_TRANSITIONS: Readonly<Record<State, readonly State[]>> = {
  CREATED: ['RUNNING', 'RETRYING', 'PAUSED', 'SUCCESS', 'WARNING', 'FAILED', 'SKIPPED', 'KILLED', 'CANCELLED'],
  QUEUED: [],
  RUNNING: [
    'PAUSED',
    'RETRYING',
    'KILLING',
    'SUCCESS',
    'WARNING',
    'FAILED',
    'KILLED',
    'CANCELLED',
    'SKIPPED',
    'RETRIED',
  ],
  PAUSED: ['RESTARTED', 'RUNNING', 'KILLED', 'FAILED', 'WARNING', 'SUCCESS', 'CANCELLED'],
  RESTARTED: ['RUNNING', 'RETRYING', 'KILLING', 'KILLED', 'FAILED', 'SUCCESS', 'WARNING', 'SKIPPED'],
  RETRYING: ['CREATED', 'KILLED', 'FAILED'],
  KILLING: ['KILLED', 'SUCCESS', 'WARNING', 'FAILED'],
  SUCCESS: ['RESTARTED'],
  WARNING: ['RESTARTED'],
  FAILED: ['RESTARTED'],
  KILLED: ['RESTARTED'],
  CANCELLED: ['RESTARTED'],
  RETRIED: ['RESTARTED'],
  SKIPPED: ['RESTARTED'],
}

/** One entry of a state history. */
export interface StateEntry {
  readonly state: State
  /** Milliseconds since the epoch. */
  readonly at: number
}
