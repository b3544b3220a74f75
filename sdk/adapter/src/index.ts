/**
 * What adapter authors import: the ports, their tokens and the definition of an adapter.
 */
export {}
