// The fenced blocks of a page, as its reader uses them: files to write, commands to type, and what these print.
// Every block is one of the three, so that a page holds nothing that is not checked.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../workspace.ts'

interface Place {
  /** `PATH:LINE` of the block. */
  readonly at: string
  readonly text: string
}

/** A fence that says `file=NAME`. */
interface FileBlock extends Place {
  readonly kind: 'file'
  readonly name: string
}

/** A fence `sh`; with `background` the last line is a server, with `exit=2` it must end with that code. */
export interface CommandBlock extends Place {
  readonly kind: 'command'
  readonly exitCode: number
  readonly isBackground: boolean
}

/** What the command before it prints: a fence `text` or `json`; with `unordered`, in whatever order. */
interface OutputBlock extends Place {
  readonly kind: 'output'
  readonly isUnordered: boolean
}

export type Block = FileBlock | CommandBlock | OutputBlock

const FENCE = /^```([a-z]*) ?([^\n]*)\n(.*?)^```$/gms

export function readPage(path: string): readonly Block[] {
  const page = readFileSync(join(ROOT, path), 'utf8')
  return [...page.matchAll(FENCE)].map(([, language = '', info = '', text = ''], index, all) => {
    const line = page.slice(0, all[index]?.index).split('\n').length
    return blockOf({ at: `${path}:${line}`, text }, language, info.split(' ').filter(Boolean))
  })
}

function blockOf(place: Place, language: string, words: readonly string[]): Block {
  const settings = new Map(words.map((word) => word.split('=') as [string, string | undefined]))
  const name = settings.get('file')
  if (name !== undefined) return { ...place, kind: 'file', name }
  if (language === 'sh') {
    return {
      ...place,
      kind: 'command',
      exitCode: Number(settings.get('exit') ?? 0),
      isBackground: settings.has('background'),
    }
  }
  if (language === 'text' || language === 'json')
    return { ...place, kind: 'output', isUnordered: settings.has('unordered') }
  throw new Error(`${place.at}: nothing checks a block \`${language}\``)
}
