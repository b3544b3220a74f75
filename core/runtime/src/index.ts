/**
 * The loops around the engine: they load, ask the rules, commit and perform.
 * Knows ports, never an adapter.
 */
export {}
