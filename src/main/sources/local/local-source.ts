import type Database from 'better-sqlite3'
import type { ArtifactRoot } from '../../../preload/contract/artifacts.ts'
import type { RegistryKind } from '../../../preload/contract/registries.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { openTrackingDatabase } from '../../tracking/database.ts'
import { probeTrackingDatabase } from '../../tracking/revision.ts'
import { createPool, type Pool } from '../pool.ts'
import type { Progress, Source } from '../source.ts'
import type { FileInput, FileJobName, FileValue } from './file-jobs.ts'
import type { ArtifactLocation } from './queries-location.ts'
import type { QueryInput, QueryName, QueryValue } from './query-jobs.ts'
import { createWatcher } from './watcher.ts'
import { createWriter } from './writer.ts'
import { createWrites } from './writes.ts'

export interface LocalSourceOptions {
  readonly kind: RegistryKind
  readonly isReadOnly: boolean
  /** Absolute path of the MLflow database. */
  readonly database: string
  /** Absolute folder behind its `mlflow-artifacts:/` addresses. */
  readonly artifacts: string
  /** Absolute paths of the built worker entries (or their sources under plain Node). */
  readonly entries: { readonly query: string; readonly files: string }
  readonly nativeBinding?: string | undefined
  /** Milliseconds that a write waits while another program writes; 5,000 where absent. */
  readonly busyLimitMs?: number | undefined
  /** Milliseconds since the epoch; the computer's clock where absent. */
  readonly now?: (() => number) | undefined
}

/** Query workers of a registry; SQLite readers beside each other do not wait. */
const queryWorkers = 2
/** Files that one worker reads at a time; they wait for the disk, not for each other. */
const filesAtOnce = 16
const watchEveryMs = 300

/** Opens a registry in an MLflow database and an artifacts folder on this computer. Throws NOT_FOUND, CORRUPT or UNSUPPORTED when the file is no such database. */
export function openLocalSource(options: LocalSourceOptions): Source {
  const idle = openIdleConnection(options)
  const workerData = { database: options.database, artifacts: options.artifacts, nativeBinding: options.nativeBinding }
  const queries = createPool({ entry: options.entries.query, workerData, size: queryWorkers, jobsPerWorker: 1, waitsForCleanUp: false })
  const files = createPool({ entry: options.entries.files, workerData, size: 1, jobsPerWorker: filesAtOnce, waitsForCleanUp: true })
  const writer = createWriter(options)
  const watcher = createWatcher(() => idle, watchEveryMs)
  const ask = createAsk(queries)
  const run = createRun(files)
  const locate = (root: ArtifactRoot): Promise<ArtifactLocation> => ask('locateRoot', { root })
  const locateVersion = (model: string, version: string) => locate({ kind: 'version', model, version })

  return {
    kind: options.kind,
    isReadOnly: options.isReadOnly,
    countModels: () => ask('countModels', undefined),
    listModels: (query, signal) => ask('listModels', query, signal),
    getModel: (model) => ask('getModel', { model }),
    listMetricNames: () => ask('listMetricNames', undefined),
    metricOverVersions: (model, metric) => ask('metricOverVersions', { model, metric }),
    listVersions: (query, signal) => ask('listVersions', query, signal),
    getVersion: (model, reference) => ask('getVersion', { model, reference }),
    readContents: async (model, version) => run('contents', { location: await locateVersion(model, version) }),
    digestVersion: async (model, version, signal, progress, { isForShow } = { isForShow: false }) =>
      run('digest', { location: await locateVersion(model, version), isForShow }, signal, progress),
    versionFolder: async (model, version) => run('folder', { location: await locateVersion(model, version) }),

    listExperiments: (query, signal) => ask('listExperiments', query, signal),
    listRuns: (query, signal) => ask('listRuns', query, signal),
    listRunColumns: (experiments) => ask('listRunColumns', { experiments }),
    getRun: (runId) => ask('getRun', { runId }),
    metricHistories: (query, signal) => ask('metricHistories', query, signal),

    listArtifacts: async (root, path) => run('list', { location: await locate(root), path }),
    previewArtifact: async (root, path) => run('preview', { location: await locate(root), path }),
    hashArtifact: async (root, path, signal) => run('hash', { location: await locate(root), path }, signal),
    downloadArtifact: async (root, path, target, signal, progress) =>
      run('download', { location: await locate(root), path, target }, signal, progress),

    ...createWrites(writer, options.artifacts, options.now ?? Date.now),

    watch: watcher.watch,
    close: async () => {
      watcher.close()
      await Promise.all([queries.close(), files.close()])
      idle.close()
      // Last: only a writing connection that is the last one takes the -wal file with it.
      await writer.close()
    }
  }
}

type Ask = <N extends QueryName>(name: N, input: QueryInput<N>, signal?: AbortSignal) => Promise<QueryValue<N>>
type Run = <N extends FileJobName>(name: N, input: FileInput<N>, signal?: AbortSignal, progress?: Progress) => Promise<FileValue<N>>

/** Our own worker keeps its word on the types of its answers. */
function createAsk(pool: Pool): Ask {
  return (name, input, signal) => pool.run(name, input, signal) as Promise<never>
}

function createRun(pool: Pool): Run {
  return (name, input, signal, progress) => pool.run(name, input, signal, progress) as Promise<never>
}

/** The connection that notices changes; opening it also tells at once whether the file can be read. */
function openIdleConnection({ database, nativeBinding }: LocalSourceOptions): Database.Database {
  let db: Database.Database | null = null
  try {
    db = openTrackingDatabase(database, { readOnly: true, nativeBinding })
    probeTrackingDatabase(db)
    return db
  } catch (error) {
    db?.close()
    throw describeOpening(database, error)
  }
}

function describeOpening(file: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || error instanceof Failure) return error
  if (code.startsWith('SQLITE_CANTOPEN') || error instanceof TypeError)
    return new Failure('NOT_FOUND', `The registry’s database “${file}” cannot be opened.`, {
      remedy: 'Check that the file is there and may be read.'
    })
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'))
    return new Failure('CORRUPT', `“${file}” is damaged or not an SQLite database.`, { remedy: 'Restore it from a copy or a snapshot.' })
  return error
}
