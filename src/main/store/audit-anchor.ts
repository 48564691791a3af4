import fs from 'node:fs'
import path from 'node:path'
import type { ChainHead } from './audit.ts'

/** The file beside the store that remembers where the audit chain stood: a cut-off tail, an old copy put back or a chain hashed anew differ from it. */
export function anchorFile(home: string): string {
  return path.join(home, 'audit-anchor.json')
}

/** Reads the anchor: null when there is none, `damaged` when there is something that cannot be read as one. */
export function readAnchor(file: string): ChainHead | 'damaged' | null {
  try {
    const { seq, hash } = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<ChainHead>
    const isWhole = Number.isSafeInteger(seq) && Number(seq) >= 0 && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)
    return isWhole ? { seq: seq as number, hash } : 'damaged'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'damaged'
  }
}

/** Replaces the anchor at once, on disk before it gets its name: after a power cut it is the old one or the new one, never an empty file. */
export function writeAnchor(file: string, head: ChainHead): void {
  const temporary = `${file}.${process.pid}.part`
  try {
    fs.writeFileSync(temporary, JSON.stringify({ seq: head.seq, hash: head.hash }), { mode: 0o600, flush: true })
    fs.renameSync(temporary, file)
    syncFolder(path.dirname(file))
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}

/** Keeps a damaged anchor under another name as evidence, so that a new one can be made. */
export function setAnchorAside(file: string): void {
  fs.renameSync(file, `${file}.damaged`)
  syncFolder(path.dirname(file))
}

function syncFolder(folder: string): void {
  // Windows cannot sync folders.
  if (process.platform === 'win32') return
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
