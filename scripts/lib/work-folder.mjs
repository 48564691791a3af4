import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { atExit } from './lifetime.mjs'

const prefix = 'building-'
const abandonedMs = 6 * 60 * 60 * 1000

/** Runs work with a new folder beside its destination, so that the result can be renamed into place. The folder goes away afterwards. */
export async function withWorkFolder(parent, work) {
  mkdirSync(parent, { recursive: true })
  removeAbandoned(parent)
  const folder = mkdtempSync(path.join(parent, prefix))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const forget = atExit(remove)
  try {
    return await work(folder)
  } finally {
    forget()
    remove()
  }
}

/** What a killed process has left behind. */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    const folder = path.join(parent, name)
    const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (name.startsWith(prefix) && Date.now() - since > abandonedMs) rmSync(folder, { recursive: true, force: true })
  }
}
