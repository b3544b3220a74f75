import { describe, expect, it } from 'vitest'
import { withDefaults } from '../../src/plan/defaults.ts'

const shell = { id: 'a', type: 'script/shell', env: { ONE: '1' } }

describe('plugin defaults', () => {
  it.each([
    ['script/shell', true],
    ['script', true],
    ['script/she', false],
    ['scr', false],
    ['core', false],
  ])('of `%s` are those of script/shell: %s', (type, isTaken) => {
    expect('failFast' in withDefaults(shell, [{ type, values: { failFast: false } }])).toBe(isTaken)
  })

  it('of a package reach all types below it', () => {
    const task = { id: 'a', type: 'io.kestra.plugin.core.log.Log' }
    expect(withDefaults(task, [{ type: 'io.kestra.plugin.core', values: { level: 'WARN' } }])).toHaveProperty('level')
  })

  it('stand behind the properties of the task, key by key, unless they are forced', () => {
    const values = { env: { ONE: 'default', TWO: 'default' } }
    expect(withDefaults(shell, [{ type: 'script/shell', values }])).toMatchObject({ env: { ONE: '1', TWO: 'default' } })
    const forced = [{ type: 'script/shell', values, forced: true }]
    expect(withDefaults(shell, forced)).toMatchObject({ env: { ONE: 'default', TWO: 'default' } })
  })

  it('that come earlier win', () => {
    const defaults = ['first', 'second'].map((format) => ({ type: 'core', values: { format } }))
    expect(withDefaults({ id: 'a', type: 'core/return' }, defaults)).toMatchObject({ format: 'first' })
    const forced = defaults.map((each) => ({ ...each, forced: true }))
    expect(withDefaults({ id: 'a', type: 'core/return' }, forced)).toMatchObject({ format: 'first' })
  })
})
