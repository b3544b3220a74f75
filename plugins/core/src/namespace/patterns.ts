// Which files of a namespace a task means.

import { matchesGlob } from 'node:path'
import { MillraceError, Type } from '@millrace/sdk-plugin'

export const patternsProperty = Type.Union([Type.String(), Type.Array(Type.String())], {
  title: 'Files',
  description: 'Globs; one that does not begin with `/` fits in every folder.',
})

/** Paths that fit one of the globs at least. Throws MR_TASK_PROPERTY for a regular expression. */
export function matching(paths: readonly string[], patterns: string | readonly string[]): readonly string[] {
  const globs = (typeof patterns === 'string' ? [patterns] : patterns).flatMap(globsOf)
  return paths.filter((path) => globs.some((glob) => matchesGlob(path, glob)))
}

function globsOf(pattern: string): readonly string[] {
  if (pattern.startsWith('regex:'))
    throw new MillraceError('MR_TASK_PROPERTY', 'Files are named by globs, not by regular expressions.')
  const glob = pattern.replace(/^glob:/, '')
  return glob.startsWith('/') ? [glob.slice(1)] : [glob, `**/${glob}`]
}

/** A folder and a name as one path; `/` and an empty text are the root. */
export function below(folder: string | undefined, name: string): string {
  const place = (folder ?? '').replace(/^\/+|\/+$/g, '')
  return place === '' ? name : `${place}/${name}`
}
