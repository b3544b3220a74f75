/**
 * Conformance suites, flow tests in virtual time and fakes that pass the suites themselves.
 */
export {}
