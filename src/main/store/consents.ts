import type { ReadableDb, WritableDb } from './database.ts'

/** Somebody agreed that loading these bytes may run code. */
export interface Consent {
  /** SHA-256 digest of the version's files. */
  readonly digest: string
  readonly personId: string
  readonly person: string
  readonly atMs: number
  readonly registryId: string
  readonly model: string
  readonly version: string
}

interface ConsentRow {
  readonly digest: string
  readonly person_id: string
  readonly person: string
  readonly at_ms: number
  readonly registry_id: string
  readonly model: string
  readonly version: string
}

/** Finds the consent for a digest, null when nobody gave one. */
export function findConsent(db: ReadableDb, digest: string): Consent | null {
  const row = db.prepare<[string], ConsentRow>('SELECT * FROM consents WHERE digest = ?').get(digest)
  return row ? rowToConsent(row) : null
}

/** Remembers a consent; false when there is one for these bytes already, which stays. */
export function insertConsent(db: WritableDb, consent: Consent): boolean {
  const { changes } = db
    .prepare<[ConsentRow & Record<string, unknown>], unknown>(
      `INSERT INTO consents (digest, person_id, person, at_ms, registry_id, model, version)
       VALUES (@digest, @person_id, @person, @at_ms, @registry_id, @model, @version) ON CONFLICT (digest) DO NOTHING`
    )
    .run(consentToRow(consent))
  return changes === 1
}

function rowToConsent(row: ConsentRow): Consent {
  const { digest, person, model, version } = row
  return { digest, personId: row.person_id, person, atMs: row.at_ms, registryId: row.registry_id, model, version }
}

function consentToRow(consent: Consent): ConsentRow & Record<string, unknown> {
  const { digest, person, model, version } = consent
  return { digest, person_id: consent.personId, person, at_ms: consent.atMs, registry_id: consent.registryId, model, version }
}
