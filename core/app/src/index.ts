/**
 * The composition root: the only place where things meet.
 * Names no adapter and no plugin; those are found by package name.
 */
export { loadConfig } from './config/load.ts'
export type { AdapterChoice, Config, ConfigSource } from './config/config.ts'
export { ConfigSchema } from './config/schema.ts'
export { compose, override, type ComposeOptions, type Override } from './compose.ts'
export type { Application } from './application.ts'
export { createTerminal, type Terminal } from './cli/terminal.ts'
export { createFollowPrinter, type FollowPrinter } from './cli/render/follow.ts'
export { followExecution } from './cli/follow-execution.ts'
export { stopSignal } from './cli/signals.ts'
export { startExecution, type GivenFile, type NewRun } from './start-execution.ts'
