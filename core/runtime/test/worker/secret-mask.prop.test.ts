import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretMask } from '../../src/worker/secret-mask.ts'

const secrets = fc
  .string({ minLength: 4, maxLength: 40, unit: 'grapheme-ascii' })
  .filter((text) => text.trim().length >= 4 && !text.includes('*'))
const around = fc.string({ maxLength: 12, unit: 'grapheme-ascii' })

function maskOf(secret: string): SecretMask {
  const mask = new SecretMask()
  mask.add(secret)
  return mask
}

describe('the mask of secrets', () => {
  it('leaves no secret in a text, plain, URL-encoded or JSON-escaped', () => {
    fc.assert(
      fc.property(secrets, around, around, (secret, before, after) => {
        const mask = maskOf(secret)
        for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
          expect(mask.text(`${before}${form}${after}`).includes(form)).toBe(false)
        }
      }),
    )
  })

  it('leaves no secret of six characters and more readable in base64, wherever it stands', () => {
    fc.assert(
      fc.property(
        secrets.filter((text) => text.length >= 6),
        around,
        around,
        (secret, before, after) => {
          const masked = maskOf(secret).text(Buffer.from(`${before}${secret}${after}`).toString('base64'))
          expect(masked.split('******').some((part) => Buffer.from(part, 'base64').toString().includes(secret))).toBe(
            false,
          )
          expect(masked).toContain('******')
        },
      ),
    )
  })

  it('changes nothing where there is no secret', () => {
    fc.assert(fc.property(around, (text) => new SecretMask().text(text) === text))
  })
})
