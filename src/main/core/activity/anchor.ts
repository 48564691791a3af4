import { type ChainHead, readAuditHash, readChainHead } from '../../store/audit.ts'
import { anchorFile, readAnchor, writeAnchor } from '../../store/audit-anchor.ts'
import type { ReadableDb } from '../../store/database.ts'
import type { Deps } from '../deps.ts'

/** Remembers where the chain stands, outside the database. Called after a verification and after acts; throws when the anchor is damaged or cannot be written. */
export function anchorChain(deps: Pick<Deps, 'store' | 'home'>): void {
  const file = anchorFile(deps.home)
  const head = readChainHead(deps.store)
  const anchor = readAnchor(file)
  if (anchor === 'damaged') throw new Error(`${file} is damaged; verifying the log sets it aside`)
  // An anchor that the chain does not hold is evidence: it is never written over.
  if (anchor && !fitsAnchor(deps.store, anchor)) return
  if (head.seq > 0 && head.hash !== anchor?.hash) writeAnchor(file, head)
}

/** Whether the chain still holds the entry that the anchor remembers. */
export function fitsAnchor(db: ReadableDb, anchor: ChainHead): boolean {
  return anchor.seq === 0 || readAuditHash(db, anchor.seq) === anchor.hash
}
