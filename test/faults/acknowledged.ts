import type Database from 'better-sqlite3'
import { type Act, type ActKind, metricsOfBatch, paramsOfBatch, tagsOfBatch } from './mixed-acts.ts'

type Row = Readonly<Record<string, string | number | null>>

/**
 * Compares a database with what writers were told. Gives every contradiction: something acknowledged that is not there, a half of
 * something that was not acknowledged, something that nobody asked for, latest values that are not those of the history.
 */
export function findContradictions(db: Database.Database, acts: readonly Act[], runId: string): readonly string[] {
  const rows = (sql: string, ...values: readonly string[]) => db.prepare<unknown[], Row>(sql).all(...values)
  const ofKind = (kind: ActKind) => acts.filter((act) => act.kind === kind)
  return [
    ...checkWholes(
      'metric',
      ofKind('metric'),
      1,
      count(rows("SELECT step AS serial FROM metrics WHERE run_uuid = ? AND key LIKE 'k%'", runId))
    ),
    ...checkWholes(
      'batch',
      ofKind('batch'),
      metricsOfBatch,
      count(rows("SELECT step AS serial FROM metrics WHERE run_uuid = ? AND key LIKE 'b%'", runId))
    ),
    ...checkWholes(
      'batch params',
      ofKind('batch'),
      paramsOfBatch,
      count(rows('SELECT value AS serial FROM params WHERE run_uuid = ?', runId))
    ),
    ...checkWholes(
      'batch tags',
      ofKind('batch'),
      tagsOfBatch,
      count(rows("SELECT value AS serial FROM tags WHERE run_uuid = ? AND key LIKE 't%-%'", runId))
    ),
    ...checkWholes(
      'run',
      ofKind('run'),
      3,
      count(
        rows(
          "SELECT r.start_time AS serial FROM runs r JOIN tags t USING (run_uuid) WHERE t.key IN ('serial', 'twin', 'mlflow.runName') AND r.run_uuid <> ?",
          runId
        )
      )
    ),
    ...checkWholes(
      'model',
      ofKind('model'),
      2,
      count(
        rows(
          "SELECT t.value AS serial FROM registered_models m JOIN registered_model_tags t ON t.name = m.name AND m.description = 'd' || t.value"
        )
      )
    ),
    ...checkWholes(
      'version',
      ofKind('version'),
      2,
      count(rows('SELECT t.value AS serial FROM model_versions v JOIN model_version_tags t ON t.name = v.name AND t.version = v.version'))
    ),
    ...checkLast(
      'update',
      ofKind('update'),
      (act) => act.target,
      String,
      new Map(
        rows(
          "SELECT r.run_uuid AS target, r.end_time AS now FROM runs r JOIN tags t USING (run_uuid) WHERE t.key = 'mlflow.runName' AND t.value = r.name AND (r.end_time IS NULL OR (r.name = 'renamed' || r.end_time AND r.status = 'FINISHED'))"
        ).map(toEntry)
      )
    ),
    ...checkLast(
      'alias',
      ofKind('alias'),
      (act) => act.target,
      (_, act) => act.version,
      new Map(rows("SELECT name AS target, version AS now FROM registered_model_aliases WHERE alias = 'champion'").map(toEntry))
    ),
    ...checkLast(
      'stage',
      ofKind('stage'),
      (act) => act.target,
      (_, act) => act.version,
      new Map(
        rows(
          "SELECT name AS target, group_concat(version) AS now FROM model_versions WHERE current_stage = 'Production' GROUP BY name"
        ).map(toEntry)
      )
    ),
    ...checkLatest(rows),
    ...checkStructure(db)
  ]
}

function count(rows: readonly Row[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { serial } of rows) counts.set(Number(serial), (counts.get(Number(serial)) ?? 0) + 1)
  return counts
}

function toEntry({ target, now }: Row): readonly [string, string | null] {
  return [String(target), now === null || now === undefined ? null : String(now)]
}

/** Each act left all its rows or, if nobody was told that it is done, none. */
function checkWholes(title: string, acts: readonly Act[], whole: number, found: ReadonlyMap<number, number>): readonly string[] {
  const known = new Set(acts.map(({ serial }) => serial))
  const wrong = acts.flatMap(({ serial, isAcknowledged }) => {
    const rows = found.get(serial) ?? 0
    return rows === whole || (rows === 0 && !isAcknowledged)
      ? []
      : [`${title} ${serial}: ${rows} of ${whole} rows, ${isAcknowledged ? '' : 'not '}acknowledged`]
  })
  return [...wrong, ...[...found.keys()].filter((serial) => !known.has(serial)).map((serial) => `${title} ${serial}: nobody asked for it`)]
}

/** Each target is as the last acknowledged act left it, or as a later one whose answer never came would. */
function checkLast(
  title: string,
  acts: readonly Act[],
  targetOf: (act: Act) => string,
  resultOf: (serial: number, act: Act) => string,
  found: ReadonlyMap<string, string | null>
): readonly string[] {
  const allowed = new Map<string, Set<string | null>>()
  for (const act of acts) {
    const target = targetOf(act)
    const result = resultOf(act.serial, act)
    const before = allowed.get(target) ?? new Set([null])
    allowed.set(target, act.isAcknowledged ? new Set([result]) : new Set([...before, result]))
  }
  return [...allowed].flatMap(([target, results]) => {
    const now = found.get(target) ?? null
    return results.has(now) ? [] : [`${title} of ${target}: ${now}, and not one of ${[...results].join(', ')}`]
  })
}

function checkLatest(rows: (sql: string) => readonly Row[]): readonly string[] {
  const columns = 'run_uuid, key, step, timestamp, value'
  const newest = `SELECT ${columns} FROM (SELECT *, row_number() OVER (PARTITION BY run_uuid, key ORDER BY step DESC, timestamp DESC, value DESC) AS place FROM metrics) WHERE place = 1`
  const stored = `SELECT ${columns} FROM latest_metrics`
  return [...rows(`${newest} EXCEPT ${stored}`), ...rows(`${stored} EXCEPT ${newest}`)].map((row) => `latest metric ${JSON.stringify(row)}`)
}

function checkStructure(db: Database.Database): readonly string[] {
  const verdict = String(db.pragma('integrity_check', { simple: true }))
  const orphans = db.pragma('foreign_key_check') as readonly unknown[]
  return [...(verdict === 'ok' ? [] : [verdict]), ...orphans.map((orphan) => `orphan ${JSON.stringify(orphan)}`)]
}
