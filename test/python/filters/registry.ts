import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Random } from '../../support/random.ts'
import * as words from './words.ts'

type Insert = (table: string, row: Readonly<Record<string, unknown>>) => void

/** What generated expressions may name. */
export interface Filled {
  readonly experiments: readonly string[]
  readonly runs: readonly string[]
  readonly models: readonly string[]
  readonly loggedModels: readonly string[]
}

/** Fills an empty registry with random rows: what MLflow writes, and what older versions or scripts left in such a database. */
export function fillRegistry(db: Database.Database, random: Random): Filled {
  const insert: Insert = (table, row) => {
    const names = Object.keys(row)
    const columns = names.map((name) => `"${name}"`).join(', ')
    db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${names.map(() => '?').join(', ')})`).run(...Object.values(row))
  }
  return db.transaction(() => {
    const experiments = fillExperiments(insert, random)
    const datasets = fillDatasets(insert, experiments)
    const runs = Array.from({ length: 300 }, (_, index) => fillRun(insert, random, makeId('run', index), experiments, datasets))
    const models = Array.from({ length: 40 }, (_, index) => fillModel(insert, random, index, runs))
    const loggedModels = Array.from({ length: 100 }, (_, index) => fillLoggedModel(insert, random, index, experiments, runs))
    return { experiments, runs, models, loggedModels }
  })()
}

function makeId(kind: string, index: number): string {
  return createHash('md5').update(`${kind} ${index}`).digest('hex')
}

/** Calls with a random share of the keys, each once. */
function someOf(random: Random, keys: readonly string[], use: (key: string) => void): void {
  for (const key of keys) if (key !== 'missing' && random.chance(0.55)) use(key)
}

const pickTime = (random: Random) => BigInt(random.pick(words.times))

function fillExperiments(insert: Insert, random: Random): readonly string[] {
  const names = ['first', 'First', 'a b', 'größe', "it's", '100%', 'x_y', 'gone']
  return names.map((name, index) => {
    const id = index < 6 ? String(index + 1) : `48372615273849506${index}`
    insert('experiments', {
      experiment_id: BigInt(id),
      name,
      artifact_location: `mlflow-artifacts:/${id}`,
      lifecycle_stage: name === 'gone' ? 'deleted' : 'active',
      creation_time: random.chance(0.15) ? null : pickTime(random),
      last_update_time: pickTime(random),
      workspace: 'default'
    })
    someOf(random, words.tagKeys, (key) => {
      insert('experiment_tags', { key, value: random.chance(0.1) ? null : random.pick(words.texts), experiment_id: BigInt(id) })
    })
    return id
  })
}

function fillDatasets(insert: Insert, experiments: readonly string[]): readonly string[] {
  const ids: string[] = []
  for (const name of words.datasetNames)
    for (const digest of words.datasetDigests) {
      const id = makeId(`data ${name}`, ids.length)
      const experiment = BigInt(experiments[ids.length % 3] ?? '1')
      const source = { dataset_source_type: 'local', dataset_source: '{}' }
      insert('datasets', { dataset_uuid: id, experiment_id: experiment, name, digest, ...source })
      ids.push(id)
    }
  return ids
}

function fillRun(insert: Insert, random: Random, id: string, experiments: readonly string[], datasets: readonly string[]): string {
  const name = random.chance(0.1) ? null : random.pick(words.texts)
  insert('runs', {
    run_uuid: id,
    name,
    source_type: 'LOCAL',
    user_id: random.pick(['', 'anna', 'Anna', 'bo', 'anna b']),
    status: random.pick(words.statuses),
    start_time: pickTime(random),
    end_time: random.chance(0.4) ? null : pickTime(random),
    lifecycle_stage: random.chance(0.1) ? 'deleted' : 'active',
    artifact_uri: `mlflow-artifacts:/1/${id}/artifacts`,
    experiment_id: BigInt(random.pick(experiments))
  })
  fillRunValues(insert, random, id, name)
  if (random.chance(0.5)) fillInputs(insert, random, id, datasets)
  return id
}

function fillRunValues(insert: Insert, random: Random, id: string, name: string | null): void {
  someOf(random, words.metricKeys, (key) => {
    const isNan = random.chance(0.15)
    insert('latest_metrics', {
      key,
      value: isNan ? 0 : random.pick(words.numbers),
      timestamp: 1n,
      step: 0n,
      is_nan: isNan ? 1 : 0,
      run_uuid: id
    })
  })
  someOf(random, words.paramKeys, (key) => insert('params', { key, value: random.pick(words.texts), run_uuid: id }))
  someOf(random, words.tagKeys, (key) => {
    if (key !== 'mlflow.runName') insert('tags', { key, value: random.chance(0.05) ? null : random.pick(words.texts), run_uuid: id })
  })
  // Runs of long ago have the name in one place alone.
  if (name !== null && random.chance(0.9)) insert('tags', { key: 'mlflow.runName', value: name, run_uuid: id })
}

function fillInputs(insert: Insert, random: Random, run: string, datasets: readonly string[]): void {
  for (let index = 0; index <= random.below(3); index += 1) {
    const input = makeId(`input ${run}`, index)
    const source = datasets[(random.below(4) * 4 + index) % datasets.length] as string
    const ends = { source_type: 'DATASET', source_id: source, destination_type: 'RUN', destination_id: run }
    insert('inputs', { input_uuid: input, ...ends, step: 0n })
    if (random.chance(0.8)) insert('input_tags', { input_uuid: input, name: 'mlflow.data.context', value: random.pick(words.contexts) })
    if (random.chance(0.3)) insert('input_tags', { input_uuid: input, name: 'other', value: 'train' })
  }
}

function fillModel(insert: Insert, random: Random, index: number, runs: readonly string[]): string {
  const name = index < words.modelNames.length ? (words.modelNames[index] as string) : `${random.pick(words.modelNames)} ${index}`
  const isPrompt = index % 6 === 5
  insert('registered_models', {
    name,
    creation_time: 1n,
    last_updated_time: random.chance(0.1) ? null : pickTime(random),
    workspace: 'default'
  })
  const fillTags = (table: string, more: object, share: number) =>
    someOf(random, words.modelTags, (key) => {
      if (key === words.promptTag) {
        const value = isPrompt ? 'true' : random.pick(['false', 'True', 'x'])
        if (isPrompt || random.chance(share)) insert(table, { key, value, name, workspace: 'default', ...more })
      } else insert(table, { key, value: random.chance(0.1) ? null : random.pick(words.texts), name, workspace: 'default', ...more })
    })
  fillTags('registered_model_tags', {}, 0.2)
  for (let version = 1; version <= random.below(16); version += 1) {
    insert('model_versions', {
      name,
      version,
      creation_time: pickTime(random),
      last_updated_time: random.chance(0.05) ? null : pickTime(random),
      current_stage: random.pick(words.stages),
      source: random.chance(0.1) ? null : `mlflow-artifacts:/1/${random.pick(runs)}/artifacts/${random.pick(['m', 'M', 'a b'])}`,
      run_id: random.chance(0.2) ? null : random.pick(runs.slice(0, 30)),
      status: 'READY',
      workspace: 'default'
    })
    fillTags('model_version_tags', { version }, 0.1)
  }
  return name
}

function fillLoggedModel(insert: Insert, random: Random, index: number, experiments: readonly string[], runs: readonly string[]): string {
  const id = `m-${makeId('logged', index)}`
  const experiment = BigInt(random.pick(experiments.slice(0, 4)))
  insert('logged_models', {
    model_id: id,
    experiment_id: experiment,
    name: random.pick(words.modelNames),
    artifact_location: `mlflow-artifacts:/1/models/${id}/artifacts`,
    creation_timestamp_ms: pickTime(random),
    last_updated_timestamp_ms: pickTime(random),
    status: BigInt(1 + random.below(3)),
    lifecycle_stage: random.chance(0.1) ? 'deleted' : 'active',
    model_type: random.chance(0.3) ? null : random.pick(['Agent', 'agent', 'a b']),
    source_run_id: random.chance(0.3) ? null : random.pick(runs.slice(0, 20)),
    status_message: null
  })
  const owner = { model_id: id, experiment_id: experiment }
  someOf(random, words.paramKeys, (key) =>
    insert('logged_model_params', { ...owner, param_key: key, param_value: random.pick(words.texts) })
  )
  someOf(random, words.modelTags, (key) => insert('logged_model_tags', { ...owner, tag_key: key, tag_value: random.pick(words.texts) }))
  someOf(random, words.metricKeys, (key) => {
    for (let step = 0; step <= random.below(3); step += 1) {
      const dataset = random.chance(0.5)
        ? { dataset_name: random.pick(words.datasetNames), dataset_digest: random.pick(words.datasetDigests) }
        : {}
      insert('logged_model_metrics', {
        ...owner,
        metric_name: key,
        metric_timestamp_ms: BigInt(random.below(2)),
        metric_step: BigInt(step),
        metric_value: random.chance(0.1) ? null : random.pick(words.numbers),
        run_id: random.pick(runs),
        ...dataset
      })
    }
  })
  return id
}
