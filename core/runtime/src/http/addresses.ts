// Which addresses requests may reach: never metadata services, and private networks unless the installation denies them.
// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo) is judged as what it is.

import { BlockList, isIP } from 'node:net'

type Range = readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6']

/** Link-local addresses, where cloud providers answer with credentials, and their other metadata services. */
const NEVER: readonly Range[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
]

const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix, family] of ranges) list.addSubnet(address, prefix, family)
  return list
}

const never = blockList(NEVER)
const privates = blockList(PRIVATE)

/** Whether a request to this address is refused. What is no address is. */
export function isRefused(address: string, options: { readonly deniesPrivate: boolean }): boolean {
  const plain = address.replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 0) return true
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (never.check(plain, family) || (options.deniesPrivate && privates.check(plain, family))) return true
  return version === 6 && embedded(plain).some((inner) => isRefused(inner, options))
}

interface Carrier {
  readonly prefix: readonly [address: string, bits: number]
  /** Where the upper half of the IPv4 address stands, of eight groups. */
  readonly at: number
  /** Its bits are turned over. */
  readonly isInverted?: true
}

/** Compatible and mapped (RFC 4291), translated (RFC 2765), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380). */
const CARRIERS: readonly Carrier[] = [
  { prefix: ['::', 96], at: 6 },
  { prefix: ['::ffff:0:0', 96], at: 6 },
  { prefix: ['::ffff:0:0:0', 96], at: 6 },
  { prefix: ['64:ff9b::', 96], at: 6 },
  { prefix: ['64:ff9b:1::', 48], at: 6 },
  { prefix: ['2002::', 16], at: 1 },
  { prefix: ['2001::', 32], at: 6, isInverted: true },
]
const LOOPBACK = '0.0.0.1'

/** The IPv4 addresses that an IPv6 address carries. */
function embedded(address: string): readonly string[] {
  const words = wordsOf(address)
  const found = CARRIERS.filter(({ prefix: [start, bits] }) => hasPrefix(words, wordsOf(start), bits)).map(
    ({ at, isInverted }) => {
      const [high = 0, low = 0] = words.slice(at, at + 2)
      return isInverted === true ? ipv4(high ^ 0xffff, low ^ 0xffff) : ipv4(high, low)
    },
  )
  // `::1` is no IPv4 address in another form.
  return found.filter((inner) => inner !== LOOPBACK)
}

function hasPrefix(words: readonly number[], start: readonly number[], bits: number): boolean {
  return start.slice(0, bits / 16).every((word, index) => word === words[index])
}

function ipv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight groups of a valid IPv6 address. */
function wordsOf(address: string): readonly number[] {
  const written = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = written.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}
