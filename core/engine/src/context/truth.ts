// What counts as true of a rendered condition: everything but nothing, false and zero, as Kestra has it.

const FALSE: ReadonlySet<string> = new Set(['', 'false', '0', '-0', '0.0', '-0.0', 'null', 'undefined', 'no', 'off'])

/** False for an empty text, `false` and zero; true for everything else. Blanks around it do not count. */
export function isTruthy(text: string): boolean {
  return !FALSE.has(text.trim().toLowerCase())
}
