import { createHash } from 'node:crypto'

/** A row of the audit table as SQLite gives it. */
export interface AuditRow {
  readonly seq: number
  readonly at_ms: number
  readonly mono_ms: number
  readonly actor_id: string
  readonly actor: string
  readonly origin: string
  readonly action: string
  readonly registry_id: string
  readonly model: string | null
  readonly version: string | null
  readonly version_created_ms: number | null
  readonly object_key: string | null
  readonly before: string | null
  readonly after: string | null
  readonly reason: string
  readonly summary: string
  readonly prev_hash: string
  readonly hash: string
}
export type AuditContent = Omit<AuditRow, 'hash'>

const domain = 'greenroom.audit.1'
/** Hash before the first entry. */
export const genesisHash = '0'.repeat(64)

/** Order is part of the hash: never change it, add new columns in a new domain. */
const fields = [
  'seq',
  'at_ms',
  'mono_ms',
  'actor_id',
  'actor',
  'origin',
  'action',
  'registry_id',
  'model',
  'version',
  'version_created_ms',
  'object_key',
  'before',
  'after',
  'reason',
  'summary'
] as const satisfies readonly (keyof AuditContent)[]

/** Gives the entry's hash in hex: SHA-256 over domain, previous hash and every field with its length before it, so that no two rows read alike. */
export function hashAuditRow(row: AuditContent): string {
  const hash = createHash('sha256').update(`${domain}\n${row.prev_hash}\n`)
  for (const field of fields) hash.update(encodeField(row[field]))
  return hash.digest('hex')
}

function encodeField(value: string | number | null): Buffer {
  if (value === null) return Buffer.from('-')
  const bytes = Buffer.from(String(value), 'utf8')
  return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes])
}
