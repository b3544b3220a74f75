/**
 * The HTTP API over the ports and the runtime.
 */
export {}
