import { createHash } from 'node:crypto'
import { Failure } from '../../../preload/contract/reply.ts'
import {
  type SnapshotEntry,
  type SnapshotManifest,
  type SnapshotManifestFile,
  snapshotManifestFile
} from '../../../preload/contract/snapshots.ts'
import { corrupt } from './faults.ts'
import { shown } from './zip-reader.ts'

export const formatVersion = 1
export const manifestName = 'manifest.json'
export const registryDatabaseName = 'mlflow.db'
export const historyDatabaseName = 'greenroom.db'
/** A million entries fit. */
export const maxManifestBytes = 256 * 1024 * 1024

const blobPrefix = 'artifacts/sha256/'
const databaseNames: readonly string[] = [registryDatabaseName, historyDatabaseName]

/** Name of the entry that holds the bytes with this SHA-256 (hex). */
export function blobName(sha256: string): string {
  return `${blobPrefix}${sha256}`
}

/** Whether the entry is an artifact's bytes; the others are the two databases. */
export function isBlob(entry: SnapshotEntry): boolean {
  return entry.path.startsWith(blobPrefix)
}

/** Gives the text of manifest.json. */
export function encodeManifest(manifest: SnapshotManifestFile): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`, 'utf8')
}

/** Reads manifest.json: CORRUPT when it is not one, UNSUPPORTED when a newer Greenroom made it. */
export function parseManifest(bytes: Buffer): SnapshotManifestFile {
  const value = parseJson(bytes)
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion
  if (typeof version === 'number' && version > formatVersion)
    throw new Failure(
      'UNSUPPORTED',
      `This snapshot was made by a newer Greenroom: its format is ${version}, this one reads ${formatVersion}.`,
      {
        remedy: 'Update Greenroom, or have the snapshot exported by this version.',
        details: { entry: manifestName, expected: formatVersion, found: version }
      }
    )
  const parsed = snapshotManifestFile.safeParse(value)
  if (parsed.success) return checkEntries(parsed.data)
  const issue = parsed.error.issues[0]
  throw corrupt(manifestName, `${issue?.path.join('.') || 'content'}: ${issue?.message ?? 'not understood'}`)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw corrupt(manifestName, 'not JSON text')
  }
}

/** Only the names of the format exist, each once; so nothing in an archive can name a place on disk. */
function checkEntries(manifest: SnapshotManifestFile): SnapshotManifestFile {
  const seen = new Set<string>()
  for (const entry of manifest.entries) {
    const isKnown = databaseNames.includes(entry.path) || entry.path === blobName(entry.sha256)
    if (!isKnown || seen.has(entry.path)) throw corrupt(manifestName, `lists ${shown(entry.path)}, which has no place in a snapshot`)
    if (entry.packed && isBlob(entry)) throw corrupt(manifestName, `lists ${entry.path} as packed: artifacts are stored as they are`)
    seen.add(entry.path)
  }
  const missing = databaseNames.find((name) => !seen.has(name))
  if (missing) throw corrupt(missing, 'missing')
  return manifest
}

/** Identity of a snapshot's contents: SHA-256 of manifest.json, in hex. */
export function hashManifest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What the window shows of a manifest. */
export function describeManifest(manifest: SnapshotManifestFile): SnapshotManifest {
  return {
    formatVersion: manifest.formatVersion,
    snapshotId: manifest.snapshotId,
    registryId: manifest.registryId,
    registryName: manifest.registryName,
    madeMs: manifest.madeMs,
    madeBy: manifest.madeBy,
    appVersion: manifest.appVersion,
    models: manifest.models,
    versionCount: manifest.versionCount,
    runCount: manifest.runCount,
    withPredictions: manifest.withPredictions,
    entryCount: manifest.entries.length,
    size: totalSize(manifest)
  }
}

/** Bytes of all entries when unpacked. */
export function totalSize(manifest: SnapshotManifestFile): number {
  return manifest.entries.reduce((sum, entry) => sum + entry.size, 0)
}

/** Compares the archive's names with the manifest's, in order; throws for the first that is missing, extra, doubled or out of place. */
export function checkNames(names: readonly string[], manifest: SnapshotManifestFile): void {
  const listed = [manifestName, ...manifest.entries.map((entry) => entry.path)]
  const known = new Set(listed)
  const seen = new Set<string>()
  for (const name of names) {
    if (!known.has(name)) throw corrupt(shown(name), 'an extra file that the manifest does not list')
    if (seen.has(name)) throw corrupt(shown(name), 'there twice')
    seen.add(name)
  }
  const missing = listed.find((name) => !seen.has(name))
  if (missing !== undefined) throw corrupt(missing, 'missing')
  const moved = names.findIndex((name, index) => name !== listed[index])
  if (moved >= 0)
    throw corrupt(shown(names[moved] ?? ''), 'out of order', { expected: listed[moved] ?? 'nothing', found: names[moved] ?? 'nothing' })
}
