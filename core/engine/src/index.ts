/**
 * The rules of an execution as pure state machines.
 * Total and deterministic: no clock, no input or output, no asynchrony.
 */
export {}
