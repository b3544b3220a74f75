// Tests by kind of file. `*.test.ts` needs nothing and takes milliseconds; the others say what they need by their name.

import { configDefaults, defineConfig } from 'vitest/config'

const FOLDERS = '{core,sdk,plugins,adapters}/*/test,bench/test,tests'
const KINDS = ['prop', 'int', 'conf']

// Workspace packages run from their sources, in the tests, and in the threads that these start.
const fromSource = {
  ssr: { resolve: { conditions: ['source', 'module', 'node'], externalConditions: ['source', 'node'] } },
}
const ownProcess = { pool: 'forks' as const, execArgv: ['--disable-warning=ExperimentalWarning'] }

function kind(name: string, suffix: string, options: { testTimeout: number; isolate: boolean }) {
  const others = KINDS.filter((each) => `.${each}` !== suffix).map((each) => `**/*.${each}.test.ts`)
  return {
    ...fromSource,
    test: {
      name,
      include: [`{${FOLDERS}}/**/*${suffix}.test.ts`],
      exclude: [...configDefaults.exclude, ...others],
      hookTimeout: options.testTimeout,
      ...ownProcess,
      ...options,
    },
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      kind('unit', '', { testTimeout: 5_000, isolate: false }),
      kind('prop', '.prop', { testTimeout: 120_000, isolate: true }),
      kind('conf', '.conf', { testTimeout: 120_000, isolate: true }),
      kind('int', '.int', { testTimeout: 300_000, isolate: true }),
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: [`{${FOLDERS}}/**/*.test-d.ts`],
            tsconfig: './tsconfig.types.json',
            ignoreSourceErrors: true,
          },
        },
      },
    ],
  },
})
