// A process that stops for ever in the middle of two puts, so that a test can kill it there.

import { adapter } from '../src/index.ts'
import { hostOf } from './open-local.ts'

const { storage } = await adapter.open({}, hostOf(process.argv[2] ?? ''))

async function* endless(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('half')
  process.stdout.write('half written\n')
  // Keeps the process alive until the test kills it, or lets go of its input.
  await new Promise((resolve) => process.stdin.once('end', resolve).resume())
}

await storage?.put('kestra:///a/old', endless())
