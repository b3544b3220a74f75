import { describe, expect, it } from 'vitest'
import { rendered } from '../render-in.ts'

const variables = { at: '2021-11-07T05:30:15.5Z', day: '2020-02-29', local: '2021-03-28T02:30:00' }

describe('dates', () => {
  it.each([
    ['{{ at | date }}', '2021-11-07T05:30:15.500000Z'],
    ["{{ at | date(timeZone='America/New_York') }}", '2021-11-07T01:30:15.500000-04:00'],
    [
      "{{ at | date('yyyy/MM/dd HH:mm:ss.SSS EEE MMM D Q w', timeZone='+05:30') }}",
      '2021/11/07 11:00:15.500 Sun Nov 311 4 46',
    ],
    ["{{ at | date('h a, hh, k, K') }}", '5 AM, 05, 5, 5'],
    ["{{ at | date('d MMMM yyyy', locale='de') }}", '7 November 2021'],
    ["{{ at | date('VV z xxx XX O', timeZone='Asia/Kolkata') }}", /^Asia\/Kolkata .* \+05:30 \+0530 GMT\+5:30$/],
    ["{{ day | date('iso_week_date') }} {{ day | date('iso_ordinal_date') }}", '2020-W09-6Z 2020-060Z'],
    ["{{ day | dateAdd(1, 'YEARS') | date('iso_local_date') }}", '2021-02-28'],
    ["{{ '2021-01-31' | dateAdd(1, 'MONTHS') | date('iso_local_date') }}", '2021-02-28'],
    ["{{ at | dateAdd(-90, 'MINUTES') | date('iso_sec') }}", '2021-11-07T04:00:15Z'],
    ["{{ '07.11.2021 05h30' | date('iso_sec', existingFormat=\"dd.MM.yyyy HH'h'mm\") }}", '2021-11-07T05:30:00Z'],
    ["{{ 'not a date' | date }}", '[MR_EXPRESSION_FAILED]'],
    ["{{ '2021-02-29' | date }}", '[MR_EXPRESSION_FAILED]'],
    ["{{ at | date('bb') }}", '[MR_EXPRESSION_FAILED]'],
    ["{{ at | date(timeZone='Nowhere/City') }}", '[MR_EXPRESSION_FAILED]'],
    ['{{ at | timestamp }} {{ at | timestampNano }}', '1636263015 1636263015500000000'],
    [
      '{{ 1636263015 | date }} {{ 1636263015500 | date("iso_milli") }}',
      '2021-11-07T05:30:15.000000Z 2021-11-07T05:30:15.500Z',
    ],
    ["{{ now('iso_sec') }}", '2023-11-14T22:13:20Z'],
  ])('%s gives %s', (text, result) => {
    if (typeof result === 'string') expect(rendered(text, variables)).toBe(result)
    else expect(rendered(text, variables)).toMatch(result)
  })

  it('zones have the names of their country', () => {
    expect(
      rendered("{{ at | date('z', timeZone='Europe/Paris') }} {{ at | date('z', timeZone='Asia/Tokyo') }}", variables),
    ).toBe('CET JST')
  })

  it('a time that a clock skips is moved past the gap', () => {
    expect(rendered("{{ local | date(timeZone='Europe/Paris') }}", variables)).toBe('2021-03-28T03:30:00.000000+02:00')
  })

  it('days are those of the calendar, hours those of the clockwork', () => {
    const before = '2021-11-06T12:00:00-04:00[America/New_York]'
    expect(rendered("{{ d | dateAdd(1, 'DAYS', timeZone='America/New_York') }}", { d: before })).toBe(
      '2021-11-07T12:00:00.000000-05:00',
    )
    expect(rendered("{{ d | dateAdd(24, 'HOURS', timeZone='America/New_York') }}", { d: before })).toBe(
      '2021-11-07T11:00:00.000000-05:00',
    )
  })
})
