// Blanks out comments, and strings where wanted, so that a scan sees code only. Lines keep their numbers.
// Regular expression literals are told from divisions by what stands before them.

const BEFORE_REGEX = /(?:^|[=(,:;!&|?{}[+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else))\s*$/

const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*`|\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/g

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** Keeps the code between `${` and `}` and blanks the text around it. */
function stripTemplate(text: string): string {
  const holes = text.matchAll(/\$\{((?:[^{}`]|\{[^{}]*\}|`[^`]*`)*)\}/g)
  let result = ''
  for (const hole of holes) {
    result += blank(text.slice(result.length, hole.index + 2))
    result += hole[1] ?? ''
  }
  return result + blank(text.slice(result.length))
}

function stripString(token: string): string {
  if (token.startsWith('`')) return stripTemplate(token)
  return `${token.charAt(0)}${blank(token.slice(1, -1))}${token.charAt(0)}`
}

export function strip(text: string, options: { strings: boolean }): string {
  let result = ''
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    // A match that begins inside of what is done already belongs to it.
    if (index < result.length) continue
    result += text.slice(result.length, index)
    const isComment = token.startsWith('//') || token.startsWith('/*')
    if (isComment) result += blank(token)
    else if (token.startsWith('/')) result += BEFORE_REGEX.test(result) && options.strings ? blank(token) : token
    else result += options.strings ? stripString(token) : token
  }
  return result + text.slice(result.length)
}
