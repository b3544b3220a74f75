/**
 * The task types that every flow needs.
 */
export {}
