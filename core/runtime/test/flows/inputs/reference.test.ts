import { describe, expect, it } from 'vitest'
import { INPUT_TYPES } from '@millrace/model'
import { createCipher, decrypted, inputReference, parseFlow, readInputs, validateFlow } from '@millrace/runtime'
import { testCatalogue } from '../test-catalogue.ts'

const cipher = createCipher('I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK')

describe('the reference of input types', () => {
  it('has every type once, in order', () => {
    expect(inputReference.map(({ type }) => type)).toEqual([...INPUT_TYPES])
  })

  it.each(inputReference)('shows for $type what a flow sees', async ({ example, given, value }) => {
    const flow = { id: 'flow', namespace: 'tests', revision: 1, inputs: [example], tasks: [] }
    const read = await readInputs(flow, { given: { it: given }, cipher })
    expect(decrypted(cipher, read).value).toEqual({ it: value })
  })

  it.each(inputReference)('declares $type as a flow may', ({ example }) => {
    const tasks = [{ id: 'a', type: 'core/log', message: 'hi' }]
    const source = JSON.stringify({ id: 'flow', namespace: 'tests', inputs: [example], tasks })
    expect(validateFlow(parseFlow(source), testCatalogue)).toEqual([])
  })
})
