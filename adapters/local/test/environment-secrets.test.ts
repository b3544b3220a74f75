import { describe, expect, test } from 'vitest'
import { EnvironmentSecrets } from '../src/environment-secrets.ts'

const encode = (text: string) => Buffer.from(text).toString('base64')

function secretsOf(environment: Record<string, string>): EnvironmentSecrets {
  return new EnvironmentSecrets({ environment, prefix: 'SECRET_' })
}

describe('secrets from the environment', () => {
  test('a secret is found by its key in any case and decoded', async () => {
    const secrets = secretsOf({ SECRET_API_KEY: encode('pässword') })
    expect(await secrets.get('any.namespace', 'api_key')).toBe('pässword')
    expect(await secrets.get('other', 'API_KEY')).toBe('pässword')
  })

  test('line breaks within the base64 text mean nothing', async () => {
    const wrapped = encode('x'.repeat(120)).replace(/(.{76})/g, '$1\r\n')
    expect(wrapped).toContain('\r\n')
    expect(await secretsOf({ SECRET_LONG: `${wrapped}\n` }).get('n', 'long')).toBe('x'.repeat(120))
  })

  test('padding may be missing', async () => {
    expect(await secretsOf({ SECRET_A: 'YQ' }).get('n', 'A')).toBe('a')
  })

  test('there is no secret without its prefix, and none by the name of a method', async () => {
    const secrets = secretsOf({ API_KEY: encode('x') })
    expect(await secrets.get('n', 'API_KEY')).toBeUndefined()
    expect(await secrets.get('n', 'constructor')).toBeUndefined()
  })

  test('a value that is no base64 is told, without the value', async () => {
    const reading = secretsOf({ SECRET_A: 'plain text!' }).get('n', 'A')
    await expect(reading).rejects.toMatchObject({
      code: 'MR_SECRET_INVALID',
      message: expect.stringContaining('SECRET_A'),
    })
    await expect(reading).rejects.not.toMatchObject({ message: expect.stringContaining('plain') })
  })
})
