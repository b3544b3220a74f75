/**
 * Where the language differs from its reference, the dialect of Kestra 1.x, by choice.
 * The documentation and the comparison with the reference are made from this list.
 */

export interface Difference {
  readonly title: string
  readonly reason: string
  /** Expressions that show it. Variables: `list` is [3, 1, 2], `big` an integer past 2^53. */
  readonly expressions: readonly string[]
}

export const differences: readonly Difference[] = Object.freeze([
  {
    title: 'A list never changes in place',
    reason:
      'In the reference `+`, `-`, `sort`, `rsort` and `reverse` change the variable that they are given, so that an expression alters what later ones see. Here they make a new list.',
    expressions: ['{{ list + [4] }}{{ list }}', '{{ list | sort }}{{ list }}', '{{ list | reverse }}{{ list }}'],
  },
  {
    title: 'Integers are equal by value',
    reason:
      'The reference reads JSON integers as 32-bit and literals as 64-bit, and finds 1 and 1 different inside lists and maps. Here `contains`, `==` and `distinct` compare the values.',
    expressions: [
      '{{ list contains 1 }}',
      '{{ list == [3, 1, 2] }}',
      '{{ list contains 1 }}|{{ range(1, 3) contains 1 }}|{{ [1, 2] contains 1 }}',
    ],
  },
  {
    title: 'Integers do not overflow at 32 bits',
    reason:
      'The reference adds two JSON integers in 32 bits and wraps. Here integers have 64 bits, whatever they came from.',
    expressions: [],
  },
  {
    title: 'Integers past 2^53 are exact only as literals, in fromJson and as bigint',
    reason: 'A variable that a caller read with an ordinary JSON reader has lost its last digits before it gets here.',
    expressions: ['{{ big }}', '{{ big + 1 }}'],
  },
  {
    title: '`nil` is null',
    reason: 'A name for null that other dialects of the family have; a variable of that name wins.',
    expressions: [],
  },
  {
    title: 'Methods come from a fixed list',
    reason:
      'The reference reaches Java methods by reflection. Here texts, lists and maps have the common ones (`length`, `toUpperCase`, `keySet`, …) and nothing else is within reach.',
    expressions: [],
  },
  {
    title: 'Regular expressions run in linear time',
    reason: 'No pattern can make a render slow. The price: no back-references and no look-around.',
    expressions: [],
  },
  {
    title: 'A character is a text',
    reason: 'The reference gives `first` and `last` of a text a type of their own, which equals no text.',
    expressions: [],
  },
  {
    title: '`number` reads a fraction as a 64-bit floating-point number',
    reason: 'The reference takes 32 bits where the digits seem to fit, which shows in later arithmetic.',
    expressions: [],
  },
])
