import type { ChainCheck } from '../../../preload/contract/activity.ts'
import { type ChainHead, hasEntriesBeforeFirst, verifyAuditPage } from '../../store/audit.ts'
import { anchorFile, readAnchor, setAnchorAside } from '../../store/audit-anchor.ts'
import { genesisHash } from '../../store/audit-hash.ts'
import type { ReadableDb } from '../../store/database.ts'
import type { Deps, Handlers } from '../deps.ts'
import { anchorChain, fitsAnchor } from './anchor.ts'
import { splitWords } from './rules.ts'

/** Entries checked between two turns of the event loop: a few milliseconds. */
const pageSize = 100

/** Builds `activity.list` and `activity.verify`. */
export function createActivity(deps: Pick<Deps, 'store' | 'reader' | 'home'>): Handlers<'activity.list' | 'activity.verify'> {
  return {
    'activity.list': ({ registry, model, version, query, offset, limit }, { signal }) =>
      deps.reader.read(
        'listActivity',
        {
          registryId: registry ?? null,
          model: model ?? null,
          version: version ?? null,
          words: splitWords(query),
          offset,
          limit
        },
        signal
      ),
    'activity.verify': async (_input, context) => {
      const file = anchorFile(deps.home)
      const check = await verifyChain(deps.store, readAnchor(file), context.signal)
      if (!check.isIntact) return check
      // Said once, by this answer; kept as evidence beside the new one.
      if (check.anchor === 'damaged') setAnchorAside(file)
      anchorChain(deps)
      return check
    }
  }
}

/** Recomputes the whole chain in slices and compares it with the anchor; names the first entry that is missing or was changed. */
async function verifyChain(db: ReadableDb, anchor: ChainHead | 'damaged' | null, signal: AbortSignal): Promise<ChainCheck> {
  const state = describeAnchor(db, anchor)
  let head: ChainHead = { seq: 0, hash: genesisHash }
  if (hasEntriesBeforeFirst(db)) return { isIntact: false, entries: 0, firstBadSeq: 0, anchor: state }
  for (;;) {
    signal.throwIfAborted()
    const page = verifyAuditPage(db, head, pageSize)
    head = page.head
    if (page.firstBadSeq !== null) return { isIntact: false, entries: head.seq, firstBadSeq: page.firstBadSeq, anchor: state }
    if (page.checked === 0) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (anchor !== null && anchor !== 'damaged' && state === 'differs')
    return { isIntact: false, entries: head.seq, firstBadSeq: Math.min(anchor.seq, head.seq + 1), anchor: state }
  return { isIntact: true, entries: head.seq, firstBadSeq: null, anchor: state }
}

function describeAnchor(db: ReadableDb, anchor: ChainHead | 'damaged' | null): ChainCheck['anchor'] {
  if (anchor === null) return 'none'
  if (anchor === 'damaged') return 'damaged'
  return fitsAnchor(db, anchor) ? 'fits' : 'differs'
}
