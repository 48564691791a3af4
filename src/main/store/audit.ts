import type { Origin } from '../../preload/contract/activity.ts'
import { type AuditRow, genesisHash, hashAuditRow } from './audit-hash.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** One act to be written down; `summary` is one sentence for people. */
export interface AuditEntry {
  readonly atMs: number
  readonly actor: { readonly id: string; readonly name: string; readonly origin: Origin }
  /** noun.verb, e.g. `stage.changed`. */
  readonly action: string
  /** Empty for acts that concern no registry. */
  readonly registryId: string
  readonly model?: string | null
  readonly version?: string | null
  readonly versionCreatedMs?: number | null
  /** Tag key, alias, request id: what the act was about inside its object. */
  readonly key?: string | null
  readonly before?: string | null
  readonly after?: string | null
  readonly reason?: string
  readonly summary: string
}

/** Where the chain stands: the last entry's number and hash. */
export interface ChainHead {
  readonly seq: number
  readonly hash: string
}

/** Appends one entry to the hash chain and gives its number. Reads the head inside BEGIN IMMEDIATE (or the caller's immediate transaction), so two processes cannot fork the chain. */
export function appendAudit(db: WritableDb, entry: AuditEntry): number {
  return db.transaction(() => insertEntry(db, entry)).immediate()
}

/** Gives the newest entry's number and hash; number 0 before the first. */
export function readChainHead(db: ReadableDb): ChainHead {
  return db.prepare<[], ChainHead>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() ?? { seq: 0, hash: genesisHash }
}

/** Reads the hash of one entry, null when it is missing. */
export function readAuditHash(db: ReadableDb, seq: number): string | null {
  return db.prepare<[number], { hash: string }>('SELECT hash FROM audit WHERE seq = ?').get(seq)?.hash ?? null
}

/** Checks up to `limit` entries after `head`: gives the new head, how many were right, and the number of the first that is missing or does not fit. */
export function verifyAuditPage(
  db: ReadableDb,
  head: ChainHead,
  limit: number
): { readonly head: ChainHead; readonly checked: number; readonly firstBadSeq: number | null } {
  const rows = db.prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?').all(head.seq, limit)
  let at = head
  for (const row of rows) {
    const expected = at.seq + 1
    if (row.seq !== expected) return { head: at, checked: at.seq - head.seq, firstBadSeq: expected }
    if (row.prev_hash !== at.hash || row.hash !== hashAuditRow(row)) return { head: at, checked: at.seq - head.seq, firstBadSeq: row.seq }
    at = { seq: row.seq, hash: row.hash }
  }
  return { head: at, checked: rows.length, firstBadSeq: null }
}

/** Whether entries with numbers below 1 were slipped in, which no chain of ours has. */
export function hasEntriesBeforeFirst(db: ReadableDb): boolean {
  return db.prepare<[], { seq: number }>('SELECT seq FROM audit WHERE seq < 1 LIMIT 1').get() !== undefined
}

function insertEntry(db: WritableDb, entry: AuditEntry): number {
  const head = readChainHead(db)
  const content = toContent(entry, head)
  const columns = Object.keys({ ...content, hash: '' })
  db.prepare<[Record<string, unknown>], unknown>(
    `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`
  ).run({ ...content, hash: hashAuditRow(content) })
  return content.seq
}

function toContent(entry: AuditEntry, head: ChainHead): Omit<AuditRow, 'hash'> {
  return {
    seq: head.seq + 1,
    at_ms: Math.trunc(entry.atMs),
    mono_ms: readMonotonicMs(),
    actor_id: toText(entry.actor.id),
    actor: toText(entry.actor.name),
    origin: entry.actor.origin,
    action: entry.action,
    registry_id: toText(entry.registryId),
    model: toTextOrNull(entry.model),
    version: toTextOrNull(entry.version),
    version_created_ms: entry.versionCreatedMs ?? null,
    object_key: toTextOrNull(entry.key),
    before: toTextOrNull(entry.before),
    after: toTextOrNull(entry.after),
    reason: toText(entry.reason ?? ''),
    summary: toText(entry.summary),
    prev_hash: head.hash
  }
}

/** SQLite stores lone surrogates as U+FFFD: they are replaced before hashing, or the entry would never verify. */
function toText(value: string): string {
  return value.toWellFormed()
}

function toTextOrNull(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : toText(value)
}

/** Milliseconds of the system's monotonic clock: shows the order of acts when the wall clock was set back. */
function readMonotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
