/**
 * Benches of the whole and of its parts.
 */
export {}
