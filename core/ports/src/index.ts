/**
 * What the core asks of the world, as interfaces and tokens.
 * No implementation lives here.
 */
export {}
