// Looks into the process table for what is left of a process group.

import { readdir, readFile } from 'node:fs/promises'

interface TableEntry {
  readonly state: string
  readonly group: number
}

async function readEntry(name: string): Promise<TableEntry | undefined> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'latin1')
    // The name of the program stands in parentheses and may hold anything.
    const [state = '', , group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, group: Number(group) }
  } catch (thrown) {
    // It ended meanwhile.
    if (thrown instanceof Error && 'code' in thrown) return undefined
    throw thrown
  }
}

/**
 * Whether a process of the group is alive. A dead one that nobody has waited for, as in containers without an init
 * process, still takes signals but is not alive. True where the system has no process table to read.
 */
export async function hasLiveProcess(group: number): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries = await Promise.all(names.map(readEntry))
  return entries.some((entry) => entry?.group === group && !/^[ZX]/.test(entry.state))
}
