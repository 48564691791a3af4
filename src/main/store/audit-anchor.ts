import fs from 'node:fs'
import path from 'node:path'
import type { ChainHead } from './audit.ts'

/** The file beside the store that remembers where the audit chain stood: a cut-off tail, an old copy put back or a chain hashed anew differ from it. */
export function anchorFile(home: string): string {
  return path.join(home, 'audit-anchor.json')
}

/** Reads the anchor, null when there is none or it cannot be read. */
export function readAnchor(file: string): ChainHead | null {
  try {
    const value = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<ChainHead>
    return Number.isSafeInteger(value.seq) && typeof value.hash === 'string' ? { seq: value.seq as number, hash: value.hash } : null
  } catch {
    return null
  }
}

/** Replaces the anchor at once (temporary file, then rename). */
export function writeAnchor(file: string, head: ChainHead): void {
  const temporary = `${file}.${process.pid}.part`
  try {
    fs.writeFileSync(temporary, JSON.stringify({ seq: head.seq, hash: head.hash }), { mode: 0o600 })
    fs.renameSync(temporary, file)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}
