import { type Stage, stages } from '../../../preload/contract/common.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { VersionFacts } from '../source.ts'
import { loggedModelOf } from './metrics.ts'
import { requireModel } from './queries-model.ts'
import { readVersions } from './queries-versions.ts'
import { type Reader, readAll, readColumn, readOne } from './reader.ts'
import { toRecord } from './rows.ts'

const alive = `v.workspace = 'default' AND v.current_stage IS NOT 'Deleted_Internal'`

/** Everything the registry knows of one version. `reference`: a number, `@alias`, a stage (newest in it) or `latest`. */
export function getVersion(reader: Reader, { model, reference }: { readonly model: string; readonly reference: string }): VersionFacts {
  requireModel(reader, model)
  const number = resolveReference(reader, model, reference)
  const version = readVersions(reader, model, [number], null)[0]
  if (!version) throw refuseVersion(model, reference)
  return {
    ...version,
    experimentId: readExperimentId(reader, version.runId),
    params: readParams(reader, version.runId, version.source),
    runTags: readRunTags(reader, version.runId),
    siblings: readSiblings(reader, model)
  }
}

/** The version number behind a reference; NOT_FOUND names the version, alias or stage that is missing. */
export function resolveReference({ db }: Reader, model: string, reference: string): number {
  const find = (condition: string, value: string | number) =>
    readOne<{ version: number | null }>(
      db,
      `SELECT max(v.version) AS version FROM model_versions v WHERE ${alive} AND v.name = ? AND ${condition}`,
      [model, value]
    )?.version
  const found = findByReference(reference, find)
  if (found === null || found === undefined) throw refuseVersion(model, reference)
  return found
}

function findByReference(
  reference: string,
  find: (condition: string, value: string | number) => number | null | undefined
): number | null | undefined {
  if (/^\d+$/.test(reference)) return find('v.version = CAST(? AS INTEGER)', reference)
  if (reference.startsWith('@'))
    return find(
      `v.version = (SELECT a.version FROM registered_model_aliases a WHERE a.workspace = 'default' AND a.name = v.name AND a.alias = ?)`,
      reference.slice(1)
    )
  if (reference.toLowerCase() === 'latest') return find('? IS NOT NULL', reference)
  const stage = findStage(reference)
  return stage ? find('v.current_stage = ?', stage) : null
}

function findStage(text: string): Stage | undefined {
  return stages.find((stage) => stage.toLowerCase() === text.toLowerCase())
}

function refuseVersion(model: string, reference: string): Failure {
  const details = { model, version: reference }
  if (/^\d+$/.test(reference))
    return new Failure('NOT_FOUND', `“${model}” has no version ${reference}.`, { remedy: 'It may have been deleted.', details })
  if (reference.startsWith('@'))
    return new Failure('NOT_FOUND', `“${model}” has no alias ${reference}.`, { remedy: 'Set the alias on a version first.', details })
  if (reference.toLowerCase() === 'latest')
    return new Failure('NOT_FOUND', `“${model}” has no versions yet.`, { remedy: 'Register one first.', details })
  if (findStage(reference))
    return new Failure('NOT_FOUND', `No version of “${model}” is in ${findStage(reference)}.`, {
      remedy: 'Name a version by its number, or promote one first.',
      details
    })
  return new Failure('NOT_FOUND', `“${reference}” names no version of “${model}”.`, {
    remedy: 'Name a version by its number, @alias, a stage or latest.',
    details
  })
}

function readExperimentId({ db }: Reader, runId: string | null): string | null {
  if (runId === null) return null
  return readOne<{ id: string }>(db, 'SELECT CAST(experiment_id AS TEXT) AS id FROM runs WHERE run_uuid = ?', [runId])?.id ?? null
}

/** Params of the run; where it has none, of the logged model. */
function readParams({ db }: Reader, runId: string | null, source: string): VersionFacts['params'] {
  const ofRun = readPairs(db, 'SELECT key, value FROM params WHERE run_uuid = ? ORDER BY key', runId)
  if (Object.keys(ofRun).length > 0) return ofRun
  return readPairs(
    db,
    'SELECT param_key AS key, param_value AS value FROM logged_model_params WHERE model_id = ? ORDER BY param_key',
    loggedModelOf(source)
  )
}

function readRunTags({ db }: Reader, runId: string | null): VersionFacts['runTags'] {
  return readPairs(db, 'SELECT key, value FROM tags WHERE run_uuid = ? ORDER BY key', runId)
}

/** Key and value rows of one owner as a record. */
export function readPairs(db: Reader['db'], sql: string, owner: string | null): Readonly<Record<string, string>> {
  if (owner === null) return {}
  return toRecord(readAll<{ key: string; value: string | null }>(db, sql, [owner]).map((row) => [row.key, row.value ?? '']))
}

function readSiblings({ db }: Reader, model: string): readonly string[] {
  return readColumn<string>(
    db,
    `SELECT CAST(v.version AS TEXT) FROM model_versions v WHERE ${alive} AND v.name = ? ORDER BY v.version DESC`,
    [model]
  )
}
