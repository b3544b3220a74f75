/**
 * The loops around the engine: they load, ask the rules, commit and perform.
 * Knows ports, never an adapter.
 */
export { readYaml, type YamlDocument } from './flows/yaml/read-yaml.ts'
export { createCatalogue, type Catalogue, type TypeEntry } from './flows/catalogue.ts'
export { createFlows, type Flows, type FlowsDeps, type Validation } from './flows/flows.ts'
export { parseFlow, type ParsedFlow } from './flows/parse-flow.ts'
export { validateFlow } from './flows/validate-flow.ts'
export { createCipher, decrypted, ENCRYPTED_TYPE, type Cipher } from './flows/inputs/cipher.ts'
export { readInputs, tryInputs, type InputReading, type ReadInputsOptions } from './flows/inputs/read-inputs.ts'
export { executionFolder, fileOfExecution, inputFileUri, type ExecutionPlace } from './flows/inputs/execution-folder.ts'
export { createInputReader, type GivenInputs, type InputReader, type InputReaderDeps } from './flows/inputs/input-reader.ts'
export { ChildProcessRunner, type ChildProcessRunnerOptions } from './runners/child-process-runner.ts'
export { EventLoopRunner, type EventLoopRunnerOptions } from './runners/event-loop-runner.ts'
export { fitProperties } from './worker/property-schema.ts'
