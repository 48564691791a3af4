import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exportHere, makeRegistry, makeSnapshotFolder } from './snapshots.ts'

const seed = 20261123

/** Small deterministic generator (mulberry32): the same bytes are tried each time. */
export function makeRandom(): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const a = Math.imul(state ^ (state >>> 15), 1 | state)
    const b = (a + Math.imul(a ^ (a >>> 7), 61 | a)) ^ a
    return ((b ^ (b >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One export serves all tests of this file: each alters a copy of its own. */
const made: { bytes: Buffer | null } = { bytes: null }

/** A copy of the exported snapshot, alone in a folder. */
export async function makeSnapshot(): Promise<{ readonly file: string; readonly folder: string }> {
  const folder = makeSnapshotFolder()
  const file = path.join(folder, 'tests.greenroom')
  made.bytes ??= readFileSync(await exportHere(makeRegistry(), makeSnapshotFolder()))
  writeFileSync(file, made.bytes)
  return { file, folder }
}
