import type { Stats } from 'node:fs'
import { inspectPlace } from '../../tracking/artifact-links.ts'
import type { ArtifactPlace } from '../../tracking/artifact-paths.ts'
import { hashFile } from './digest.ts'

export interface HashedFile {
  /** Hex. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** Hashes files, each once while it stays as it is. For showing only: what a decision rests on is read again. */
export type HashMemory = (place: ArtifactPlace, signal: AbortSignal, progress: (bytes: number) => void) => Promise<HashedFile>

/** Files whose hashes are kept: some 300 bytes each. */
const kept = 20_000
/** A file changed this recently may change again within the same tick of its file system's clock (FAT: 2 s), unseen. */
const settledMs = 3000

interface Remembered extends HashedFile {
  readonly mark: string
}

/** Makes an empty memory. A file is the same when its path, size, inode and both times of change are. */
export function createHashMemory(now: () => number = Date.now): HashMemory {
  const known = new Map<string, Remembered>()
  return async (place, signal, progress) => {
    const before = await inspectPlace(place)
    const mark = before && describeMark(before)
    const found = known.get(place.absolute)
    if (found && found.mark === mark) return { sha256: found.sha256, size: found.size }
    const startedMs = now()
    const hashed = await hashFile(place, signal, progress)
    const after = await inspectPlace(place)
    if (after && mark === describeMark(after) && isSettled(after, startedMs)) {
      known.delete(place.absolute)
      known.set(place.absolute, { ...hashed, mark })
      const oldest = known.keys().next().value
      if (known.size > kept && oldest !== undefined) known.delete(oldest)
    }
    return hashed
  }
}

function describeMark(facts: Stats): string {
  return [facts.dev, facts.ino, facts.size, facts.mtimeMs, facts.ctimeMs].join(' ')
}

function isSettled(facts: Stats, atMs: number): boolean {
  return atMs - Math.max(facts.mtimeMs, facts.ctimeMs) > settledMs
}
