import type { FileHandle } from 'node:fs/promises'

export interface Pieces {
  /** Takes a chunk; resolves when there is room for the next. Rejects with what an earlier write met. */
  add(chunk: Uint8Array): Promise<void>
  /** Resolves when all that was added is written; rejects with what a write met. */
  finish(): Promise<void>
}

/** Sockets give some 64 KiB at once; each write is a journey through a thread. */
const pieceBytes = 1024 * 1024
/** After so much the disk is set to work, so that the sync at the end finds little left. */
const syncBytes = 32 * 1024 * 1024

/** Writes chunks to an open file in pieces of about 1 MiB: at most two are in memory, and one sync runs beside them. */
export function writePieces(handle: FileHandle): Pieces {
  let gathered: Uint8Array[] = []
  let bytes = 0
  let unsynced = 0
  let writing: Promise<void> = Promise.resolve()
  let syncing: Promise<void> | null = null
  let syncFailure: unknown = null

  const flush = async () => {
    const piece = gathered
    unsynced += bytes
    gathered = []
    bytes = 0
    await writing
    writing = writeAll(handle, piece)
    // Whoever asks next is told; until then it is not unhandled.
    writing.catch(() => undefined)
    if (unsynced < syncBytes || syncing) return
    unsynced = 0
    syncing = handle
      .datasync()
      .catch((error: unknown) => {
        syncFailure ??= error
      })
      .finally(() => {
        syncing = null
      })
  }
  return {
    add: async (chunk) => {
      gathered.push(chunk)
      bytes += chunk.byteLength
      if (bytes >= pieceBytes) await flush()
    },
    finish: async () => {
      await flush()
      await Promise.all([writing, syncing])
      // A sync that failed once may succeed the next time with the bytes lost.
      if (syncFailure !== null) throw syncFailure
    }
  }
}

/** A disk may take less than all at once. */
async function writeAll(handle: FileHandle, piece: readonly Uint8Array[]): Promise<void> {
  const total = piece.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  if (total === 0) return
  const { bytesWritten } = await handle.writev(piece)
  if (bytesWritten < total) await handle.writeFile(Buffer.concat(piece).subarray(bytesWritten))
}
