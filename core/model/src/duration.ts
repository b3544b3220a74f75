// ISO-8601 durations as flows write them (`PT0.25S`, `P1DT12H`), in milliseconds. Years and months have no fixed length
// and are refused, as in java.time.Duration.

const PATTERN = /^([-+])?P(?:([-+]?\d+)D)?(?:T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+(?:[.,]\d{0,9})?)S)?)?$/i

/** What `parseDuration` accepts, as the pattern of a JSON Schema. */
export const DURATION_PATTERN =
  '^[-+]?[Pp](?=.)([-+]?\\d+[Dd])?([Tt](?=.)([-+]?\\d+[Hh])?([-+]?\\d+[Mm])?([-+]?\\d+([.,]\\d{0,9})?[Ss])?)?$'

/** Milliseconds of an ISO-8601 duration; undefined when the text is none. Letters may be of either case. */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text.trim())
  if (match === null || /[PT]$/i.test(text.trim())) return undefined
  const [, sign, days, hours, minutes, seconds] = match
  const total =
    Number(days ?? 0) * 86_400_000 +
    Number(hours ?? 0) * 3_600_000 +
    Number(minutes ?? 0) * 60_000 +
    Number((seconds ?? '0').replace(',', '.')) * 1000
  return sign === '-' ? -total : total
}

/** The ISO-8601 text of a duration in milliseconds, as java.time writes it: `PT1H2M3.004S`. */
export function formatDuration(durationMs: number): string {
  const sign = durationMs < 0 ? '-' : ''
  const total = Math.abs(Math.round(durationMs))
  const hours = Math.floor(total / 3_600_000)
  const minutes = Math.floor((total % 3_600_000) / 60_000)
  const seconds = (total % 60_000) / 1000
  const parts = [
    hours === 0 ? '' : `${sign}${hours}H`,
    minutes === 0 ? '' : `${sign}${minutes}M`,
    seconds === 0 ? '' : `${sign}${seconds}S`,
  ]
  const text = parts.join('')
  return text === '' ? 'PT0S' : `PT${text}`
}
