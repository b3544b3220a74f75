// Whether JavaScript is a CommonJS or an ECMAScript module. The name of the file says it to Node, so that no
// `package.json` of a folder above decides.

import { compileFunction } from 'node:vm'

const COMMONJS_NAMES = ['exports', 'require', 'module', '__filename', '__dirname']

/** What compiles as the body of a CommonJS module is one, as Node itself decides; it is compiled, never run. */
function isCommonJs(script: string): boolean {
  try {
    compileFunction(script.replace(/^#!.*/, ''), COMMONJS_NAMES)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}

/** The name of the file for a script; one that is left out of the output files. */
export function nodeFileName(script: string): string {
  return isCommonJs(script) ? '.millrace-script.cjs' : '.millrace-script.mjs'
}
