import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { millrace } from './cli/command-line.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const DEMO = join(ROOT, 'scripts', 'demo.ts')
const FLOW = join(ROOT, 'examples', 'weather-report', 'flow.yaml')
const run = promisify(execFile)

let scratch: string
beforeAll(() => void (scratch = mkdtempSync(join(tmpdir(), 'millrace-demo-test-'))))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('the demo', () => {
  it('runs the example on a server with the real data, shows it, and leaves the result file', async () => {
    const { stdout, stderr } = await run(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', DEMO],
      {
        env: { PATH: process.env['PATH'], TMPDIR: scratch },
      },
    )
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Millrace is up on http:\/\/127\.0\.0\.1:\d+, with SQLite in /)
    for (const task of [
      'check',
      'temperature [Seattle]',
      'temperature [New York]',
      'rain [Seattle]',
      'rain [New York]',
      'report',
      'verdict',
    ]) {
      expect(stdout).toMatch(new RegExp(`✓ ${task.replace('[', '\\[')} +SUCCESS in `))
    }
    expect(stdout).toContain('New York is the warmest of 2 cities, Seattle the wettest.')
    expect(stdout).not.toContain(String.fromCharCode(27))
    const file = /result file +(\S+)/.exec(stdout)?.[1] ?? ''
    expect(existsSync(file)).toBe(true)
    // What awk finds in the data set.
    expect(readFileSync(file, 'utf8')).toMatch(/hottest day +\| +37\.8 °C, 2013-07-18 \|/)
  })

  it('runs a flow that fails clearly on other data', async () => {
    const { code, out } = await millrace(['run', FLOW, '--file', `weather=${FLOW}`])
    expect(out).toContain('This is no weather file.')
    expect(out).toMatch(/✗ FAILED in /)
    expect(code).toBe(1)
  })
})
