import { describe, expect, it } from 'vitest'
import type { Value } from '../../src/index.ts'
import { typed } from '../render-in.ts'

const jq = (program: string, input: Value = null): unknown =>
  typed('{{ [v] | jq(p) }}', { v: input, p: `.[0] | ${program}` })

describe('jq', () => {
  it.each([
    ['.a.b', { a: { b: 1 } }, [1]],
    ['.a[]?, .b', { b: 2 }, [2]],
    ['.[1:], .[:-1], .[-1]', [1, 2, 3], [[2, 3], [1, 2], 3]],
    ['[.[] | select(. > 1) | . * 2]', [1, 2, 3], [[4, 6]]],
    ['map(.a) | add', [{ a: 1 }, { a: 2 }], [3]],
    ['to_entries | map("\\(.key)=\\(.value)") | join("&")', { a: 1, b: 'x' }, ['a=1&b=x']],
    ['with_entries(.value += 1)', { a: 1 }, [{ a: 2 }]],
    [
      'group_by(.k) | map({k: .[0].k, n: length})',
      [{ k: 'b' }, { k: 'a' }, { k: 'b' }],
      [
        [
          { k: 'a', n: 1 },
          { k: 'b', n: 2 },
        ],
      ],
    ],
    ['. as [$a, {b: $c}] | $a + $c', [1, { b: 2 }], [3]],
    [
      'reduce .[] as $x (0; . + $x), [foreach .[] as $x (0; . + $x; [$x, .])]',
      [1, 2],
      [
        3,
        [
          [1, 1],
          [2, 3],
        ],
      ],
    ],
    ['if . > 1 then "many" elif . == 1 then "one" else "none" end', 1, ['one']],
    ['.a // "default", (.b | not)', { a: null, b: false }, ['default', true]],
    ['try error("x") catch ., (.[]? // "none")', 5, ['x', 'none']],
    ['del(.a, .c[0]) | .d |= 5', { a: 1, c: [1, 2] }, [{ c: [2], d: 5 }]],
    ['[paths], [leaf_paths | join(".")?]', { a: { b: 1 } }, [[['a'], ['a', 'b']], ['a.b']]],
    ['def f(x; $y): x + $y; f(.; 2)', 1, [3]],
    ['def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; fac', 5, [120]],
    ['[limit(3; range(10))], first(range(5; 9)), [range(0; 10; 4)]', null, [[0, 1, 2], 5, [0, 4, 8]]],
    ['[recurse(if . < 3 then . + 1 else empty end)], [until(. > 100; . * 2)]', 1, [[1, 2, 3], [128]]],
    ['label $out | .[] | if . > 2 then ., break $out else . end', [1, 3, 2], [1, 3]],
    [
      'sort_by(.a), min_by(.a).n, (unique_by(.a) | length)',
      [
        { a: 2, n: 'x' },
        { a: 1, n: 'y' },
      ],
      [
        [
          { a: 1, n: 'y' },
          { a: 2, n: 'x' },
        ],
        'y',
        2,
      ],
    ],
    [
      'test("B+"; "i"), [match("b"; "g").offset], gsub("b(?<x>.)"; "<\\(.x)>"), [scan("[a-c]")], capture("(?<first>.)")',
      'abcb',
      [true, [1, 3], 'a<c>b', ['a', 'b', 'c', 'b'], { first: 'a' }],
    ],
    ['@base64, @uri, @json, @html "<\\(.)>"', 'a&b', ['YSZi', 'a%26b', '"a&b"', '<a&amp;b>']],
    ['@csv, @tsv, @sh', [1, 'a"b', null], ['1,"a""b",', '1\ta"b\t', "1 'a\"b' null"]],
    ['tojson | fromjson, (tostring | length)', { a: [1] }, [{ a: [1] }, 9]],
    [
      'ascii_upcase, ascii_downcase, (explode | implode), ltrimstr("a"), startswith("aB")',
      'aBc',
      ['ABC', 'abc', 'aBc', 'Bc', true],
    ],
    ['keys, length, has("a"), (.[] |= . + 1)', { b: 1, a: 2 }, [['a', 'b'], 2, true, { b: 2, a: 3 }]],
    [
      'todate, (todate | fromdate), strftime("%Y/%m")',
      1_700_000_000,
      ['2023-11-14T22:13:20Z', 1_700_000_000, '2023/11'],
    ],
    [
      '[.[] | tostring], any, all, flatten, (map(type) | unique)',
      [1, null, [2]],
      [['1', 'null', '[2]'], true, false, [1, null, 2], ['array', 'null', 'number']],
    ],
    ['walk(if type == "number" then . + 1 else . end)', [1, { a: 2 }], [[2, { a: 3 }]]],
    [
      '[combinations], transpose',
      [[1, 2], [3]],
      [
        [
          [1, 3],
          [2, 3],
        ],
        [
          [1, 3],
          [2, null],
        ],
      ],
    ],
    ['input_line_number, ([splits(", *")])', 'a, b,c', [0, ['a', 'b', 'c']]],
    ['1 / 4, 10 / 5, 7 % 3, -(2), "ab" * 2, ("a,b" / ",")', null, [0.25, 2, 1, -2, 'abab', ['a', 'b']]],
  ])('%s', (program, input, results) => {
    expect(jq(program, input)).toEqual(results)
  })

  it.each(['.a |', '{', 'foo', '. as x | .', '"\\(1"', '.[', 'if . then 1'])('refuses %s', (program) => {
    expect(jq(program, {})).toBeUndefined()
  })
})
