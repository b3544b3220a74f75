import { describe, expect, test } from 'vitest'
import { isRefused } from '../../src/http/addresses.ts'

describe('addresses of metadata services', () => {
  test.each([
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '2001:0:1:2:3:4:5601:5601',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    'no address',
  ])('%s is always refused', (address) => {
    expect(isRefused(address, { deniesPrivate: false })).toBe(true)
  })
})

test.each([
  '10.1.2.3',
  '127.0.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '::1',
  'fd12::1',
  '::ffff:10.0.0.1',
])('%s is refused where private networks are denied, and only there', (address) => {
  expect([isRefused(address, { deniesPrivate: false }), isRefused(address, { deniesPrivate: true })]).toEqual([
    false,
    true,
  ])
})

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '2002:101:101::1'])(
  '%s is never refused',
  (address) => {
    expect(isRefused(address, { deniesPrivate: true })).toBe(false)
  },
)
