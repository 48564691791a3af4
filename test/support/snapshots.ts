import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import yauzl from 'yauzl'
import { openSource } from '../../src/main/sources/open.ts'
import { exportSnapshot } from '../../src/main/sources/snapshot/export.ts'
import type { ExportJob, UnpackedSnapshot } from '../../src/main/sources/snapshot/jobs.ts'
import { encodeManifest, hashManifest, parseManifest } from '../../src/main/sources/snapshot/manifest.ts'
import { tablesToCopy } from '../../src/main/sources/snapshot/rows-to-copy.ts'
import type { SnapshotTools } from '../../src/main/sources/snapshot/run-job.ts'
import { unpackSnapshot, verifySnapshot } from '../../src/main/sources/snapshot/unpack.ts'
import { type PlannedEntry, writeArchive } from '../../src/main/sources/snapshot/zip-writer.ts'
import type { Source } from '../../src/main/sources/source.ts'
import { forkNode } from '../../src/main/spawn-node.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { workerEntries } from './local-source.ts'
import { createTestRegistry, type TestRegistry } from './registry-builder.ts'

const root = path.resolve(import.meta.dirname, '../..')
export const sampleFile = path.join(root, 'resources/sample/sample.greenroom')
export const never = { signal: new AbortController().signal, progress: () => {} }

/** A fresh folder that is removed when the test ends. */
export function makeSnapshotFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-snapshot-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The real worker process, run from source. */
export function toolsFor(home: string): SnapshotTools {
  return { spawnNode: forkNode, entry: path.join(root, 'src/main/workers/snapshots.ts'), home }
}

/** 2^53 + 1: an id that a JavaScript number cannot hold. */
export const hugeExperiment = 9007199254740993n

/** Two models, runs with histories, a logged model, a run nobody registered, and one file that occurs in several places. */
export function makeRegistry(): TestRegistry {
  const registry = createTestRegistry()
  onTestFinished(() => registry.remove())
  const conda = 'channels: [conda-forge]\n'
  registry.addExperiment(hugeExperiment, 'migrated', { tags: { team: 'a' } })
  registry.addExperiment(7, 'other')
  registry.addModel('churn', { description: 'Who leaves', createdMs: 1_700_000_000_001, tags: { team: 'growth' } })
  registry.addModel('fraud')
  for (const version of [1, 2]) {
    const run = `c${version}`.padEnd(32, '0')
    registry.addRun({
      id: run,
      experiment: hugeExperiment,
      metrics: { accuracy: 0.5 + version / 10, loss: Number.NaN },
      params: { depth: `${version}` }
    })
    registry.addHistory(run, 'rmse', [
      [0, 1_700_000_000_000, 3],
      [1, 1_700_000_001_000, Number.POSITIVE_INFINITY],
      [2, 1_700_000_002_000, 1.5]
    ])
    const storage = registry.writeArtifacts(`${hugeExperiment}/${run}/artifacts/model`, {
      MLmodel: `version: ${version}\n`,
      'conda.yaml': conda
    })
    registry.addVersion({
      model: 'churn',
      version,
      runId: run,
      source: storage,
      createdMs: 1_700_000_000_000 + version,
      tags: { v: `${version}` },
      aliases: version === 2 ? ['champion'] : []
    })
  }
  const logged = `m-${'f'.repeat(32)}`
  registry.addRun({ id: 'f1'.padEnd(32, '0'), experiment: 7 })
  registry.addLoggedModel({
    id: logged,
    name: 'model',
    runId: 'f1'.padEnd(32, '0'),
    metrics: { auc: 0.9 },
    params: { k: 'v' },
    files: { MLmodel: 'fraud\n', 'conda.yaml': conda }
  })
  registry.addVersion({ model: 'fraud', version: 1, runId: 'f1'.padEnd(32, '0'), source: `models:/${logged}`, stage: 'Production' })
  registry.addRun({ id: 'e1'.padEnd(32, '0'), experiment: 7, status: 'FAILED' })
  registry.writeArtifacts(`7/${'e1'.padEnd(32, '0')}/artifacts`, { 'notes.txt': 'nothing came of it\n' })
  return registry
}

/** Exports in this process, with the facts a test does not care about filled in. */
export async function exportHere(registry: TestRegistry, folder: string, more: Partial<ExportJob> = {}): Promise<string> {
  const target = path.join(folder, `${more.snapshotId ?? 'out'}.greenroom`)
  const workFolder = path.join(folder, `work-${Math.random()}`)
  await exportSnapshot(
    {
      kind: 'export',
      registry: { id: 'registry-of-tests', name: 'Tests', database: registry.database, artifacts: registry.artifacts },
      store: null,
      selection: { kind: 'registry' },
      withPredictions: false,
      snapshotId: '3f2b8c1e-0000-4000-8000-000000000001',
      madeMs: 1_760_000_000_000,
      madeBy: 'Ann',
      appVersion: '0.1.0',
      target,
      part: `${target}.part`,
      workFolder,
      ...more
    },
    () => {}
  )
  rmSync(workFolder, { recursive: true, force: true })
  return target
}

/** Opens in this process, below `<home>/opened`. */
export function unpackHere(file: string, home: string): Promise<UnpackedSnapshot> {
  const place = { kind: 'opened', folder: path.join(home, 'opened') } as const
  return unpackSnapshot({ kind: 'unpack', file, workFolder: path.join(home, `work-${Math.random()}`), place }, () => {})
}

/** Verifies in this process and gives the failure, which there must be. */
export async function refusalOf(file: string, folder: string): Promise<Failure> {
  const workFolder = path.join(folder, 'quarantine')
  try {
    await verifySnapshot({ kind: 'verify', file, workFolder }, () => {})
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  } finally {
    rmSync(workFolder, { recursive: true, force: true })
  }
  throw new Error('the snapshot was accepted')
}

/** Every entry of an archive by name, read by another program's eyes (yauzl). */
export async function readArchive(file: string): Promise<Map<string, Buffer>> {
  const zip = await yauzl.openPromise(file)
  const entries = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    entries.set(entry.fileName, Buffer.concat(chunks))
  }
  return entries
}

/** Writes entries as a well-formed archive, in order; databases packed as an export packs them. */
export async function writeEntries(file: string, entries: Iterable<readonly [string, Buffer]>): Promise<void> {
  rmSync(file, { force: true })
  await writeArchive(file, [...entries].map(planEntry), () => {})
}

function planEntry([name, content]: readonly [string, Buffer]): PlannedEntry {
  const isPacked = name.endsWith('.db')
  const bytes = isPacked ? deflateRawSync(content) : content
  const facts = { path: name, title: name, crc32: crc32(content), size: content.length }
  return { ...facts, method: isPacked ? 8 : 0, packedSize: bytes.length, packedSha256: hashManifest(bytes), source: { bytes } }
}

/** Replaces entries of a snapshot and brings the manifest in line, as a forger would: only the contents can give it away. */
export async function forge(from: string, to: string, edit: (entries: Map<string, Buffer>) => void): Promise<void> {
  const entries = await readArchive(from)
  edit(entries)
  const manifest = parseManifest(entries.get('manifest.json') as Buffer)
  entries.delete('manifest.json')
  const listed = [...entries].map(([name, content]) => {
    const packed = deflateRawSync(content)
    const facts = { path: name, size: content.length, sha256: hashManifest(content) }
    return name.endsWith('.db') ? { ...facts, packed: { size: packed.length, sha256: hashManifest(packed) } } : facts
  })
  await writeEntries(to, [['manifest.json', encodeManifest({ ...manifest, entries: listed })], ...entries])
}

/** Runs SQL on a database that lies in a buffer. */
export function editDatabase(content: Buffer, folder: string, sql: string): Buffer {
  const file = path.join(folder, `edit-${Math.random()}.db`)
  writeFileSync(file, content)
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  db.unsafeMode(true)
  db.exec(sql)
  db.close()
  const edited = readFileSync(file)
  rmSync(file)
  return edited
}

/** All rows of the tables that travel, in a comparable order. */
export function readRows(database: string): Map<string, readonly string[]> {
  const db = new Database(database, { readonly: true })
  const rows = tablesToCopy.map(({ table }) => [table, readTable(db, table)] as const)
  db.close()
  return new Map(rows)
}

function readTable(db: Database.Database, table: string): readonly string[] {
  const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).safeIntegers().all()
  return rows.map((row) => JSON.stringify(row, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))).sort()
}

/** Relative path → content of all files below a folder. */
export function readTree(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    found.set(path.relative(folder, file).split(path.sep).join('/'), readFileSync(file, 'latin1'))
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Names of everything below a folder, folders included. */
export function listAll(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder, { recursive: true }).map(String).sort()
}

/** The ordinary source over an opened snapshot or an installed sample; closed when the test ends. */
export function openAs(kind: 'sample' | 'snapshot', opened: { readonly database: string; readonly artifacts: string }): Source {
  const source = openSource({
    kind,
    isReadOnly: kind === 'snapshot',
    database: opened.database,
    artifacts: opened.artifacts,
    entries: workerEntries
  })
  onTestFinished(() => source.close())
  return source
}
