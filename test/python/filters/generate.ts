import type { Random } from '../../support/random.ts'
import { mutate } from './mutate.ts'
import type { LoggedOrder, Query } from './query.ts'
import { makeQuery } from './query.ts'
import type { Filled } from './registry.ts'
import * as words from './words.ts'

type Kind = Query['kind']
interface Side {
  /** Prefixes of a side table's keys. */
  readonly prefixes: readonly string[]
  readonly keys: readonly string[]
}
interface Vocabulary {
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
  readonly sides: readonly Side[]
  readonly orders: readonly string[]
}

const metric: Side = { prefixes: ['metrics', 'metric'], keys: words.metricKeys }
const param: Side = { prefixes: ['params', 'param', 'parameter', 'parameters'], keys: words.paramKeys }
const tag: Side = { prefixes: ['tags', 'tag'], keys: words.tagKeys }
const modelTag: Side = { prefixes: ['tags', 'tag'], keys: words.modelTags }
const vocabularies: Readonly<Record<Kind, Vocabulary>> = {
  runs: {
    texts: [
      ...['run_id', 'run_name', '`run name`', '"Run name"', '`Run Name`', 'status', 'artifact_uri', 'user_id'],
      ...['attributes.run_id', 'attr.run_name', 'attribute.`run name`', 'run.status', '`attributes`.status'],
      ...['dataset.name', 'datasets.digest', 'dataset.context', 'datasets.`name`']
    ],
    numbers: ['start_time', 'end_time', 'created', 'Created', 'attributes.start_time', 'run.end_time', 'attr.Created'],
    sides: [metric, param, tag],
    orders: [
      'run_id',
      'run_name',
      'status',
      'artifact_uri',
      'user_id',
      'start_time',
      'end_time',
      'Created',
      'attributes.created',
      'run.status'
    ]
  },
  experiments: {
    texts: ['name', 'attribute.name', '`name`', '"name"', 'experiment_id', 'attribute.experiment_id'],
    numbers: ['creation_time', 'last_update_time', 'attribute.creation_time', '`last_update_time`'],
    sides: [tag],
    orders: ['name', 'experiment_id', 'creation_time', 'last_update_time', '`name`', 'attribute.name']
  },
  models: {
    texts: ['name', 'attribute.name', 'name', 'name', 'name', 'attribute.name', '`name`'],
    numbers: [],
    sides: [modelTag],
    orders: ['name', 'timestamp', 'name', 'timestamp', 'last_updated_timestamp', '`name`']
  },
  versions: {
    texts: ['name', 'run_id', 'source_path', 'attribute.run_id', 'attribute.source_path'],
    numbers: ['version_number', 'attribute.version_number'],
    sides: [modelTag],
    orders: ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp', '`name`', 'attribute.version_number', 'tags.name']
  },
  logged: {
    texts: ['name', 'model_id', 'model_type', 'source_run_id', 'attributes.name', '`name`', 'attributes.model_type', 'lifecycle_stage'],
    numbers: [
      'creation_timestamp',
      'creation_time',
      'last_updated_timestamp',
      'creation_timestamp_ms',
      'attributes.last_updated_timestamp_ms'
    ],
    sides: [
      { prefixes: ['metrics'], keys: words.metricKeys },
      { prefixes: ['params'], keys: words.paramKeys },
      { prefixes: ['tags'], keys: words.modelTags }
    ],
    orders: ['name', 'model_id', 'model_type', 'status', 'creation_timestamp', 'last_updated_timestamp', 'creation_time', 'source_run_id']
  }
}

const takesLists: Readonly<Record<Kind, RegExp>> = {
  runs: /run_id|^dataset/,
  experiments: /experiment_id/,
  models: /name/,
  versions: /name|run_id/,
  logged: /./
}
const takesNull: Readonly<Record<Kind, number>> = { runs: 0.15, experiments: 0.15, models: 0.02, versions: 0.02, logged: 0.02 }
const numericComparators = ['=', '!=', '<', '<=', '>', '>='] as const
const textComparators = ['=', '!=', 'LIKE', 'ILIKE', 'like', 'ILike', 'IN', 'NOT IN', 'in', 'Not In'] as const

/** Makes searches of a kind: most of them sound, a share spoilt. */
export function makeGenerator(random: Random, filled: Filled): (kind: Kind) => Query {
  return (kind) => {
    const filter = random.chance(0.04) ? '' : makeFilter(random, kind, filled)
    const spoilt = random.chance(0.22) ? mutate(filter, random) : filter
    const isPaged = random.chance(0.15)
    const allPages = isPaged && random.chance(0.5)
    const more = {
      orderBy: kind === 'logged' ? makeLoggedOrder(random) : makeOrder(random, kind),
      maxResults: allPages ? 20 + random.below(80) : isPaged ? 1 + random.below(20) : random.pick([3, 10, 25]),
      viewType: random.pick(['ALL', 'ALL', 'ALL', 'ACTIVE_ONLY', 'ACTIVE_ONLY', 'DELETED_ONLY'] as const),
      experimentIds: random.chance(0.7) ? filled.experiments : filled.experiments.filter(() => random.chance(0.5)),
      datasets: kind === 'logged' && random.chance(0.3) ? makeDatasets(random) : [],
      allPages
    }
    return makeQuery(kind, spoilt, more)
  }
}

function makeFilter(random: Random, kind: Kind, filled: Filled): string {
  const count = random.pick([1, 1, 1, 1, 1, 2, 2, 2, 3, 4])
  const parts = Array.from({ length: count }, () => makeComparison(random, vocabularies[kind], kind, filled))
  const joint = () => random.pick([' AND ', ' and ', '  And\n', '\tAND  ', ' AND ', ' AND ', ' AND ', ' '])
  return parts.reduce((filter, part) => filter + joint() + part)
}

function makeComparison(random: Random, vocabulary: Vocabulary, kind: Kind, filled: Filled): string {
  const gap = () => random.pick(['', ' ', ' ', ' ', '  ', '\n'])
  const choice = random.next()
  if (choice < 0.3) {
    const name = random.pick(vocabulary.texts)
    return `${name} ${makeTextRight(random, kind, filled, name)}`
  }
  if (choice < 0.45 && vocabulary.numbers.length > 0)
    return `${random.pick(vocabulary.numbers)}${gap()}${random.pick(numericComparators)}${gap()}${makeNumber(random, words.times)}`
  const side = random.pick(vocabulary.sides)
  const name = `${random.pick(side.prefixes)}.${quoteKey(random, random.pick(side.keys))}`
  if (side.keys === words.metricKeys) return `${name}${gap()}${random.pick(numericComparators)}${gap()}${makeNumber(random, words.numbers)}`
  if (random.chance(takesNull[kind])) return `${name} ${random.pick(['IS NULL', 'IS NOT NULL', 'is null', 'Is  Not Null', 'is not null'])}`
  if (name.includes('is_prompt'))
    return `${name} ${random.pick(['=', '!='])} ${quoteText(random, random.pick(['true', 'false', 'True', 'x']))}`
  const comparator = random.chance(0.03) ? 'IN' : random.pick(['=', '!=', '!=', 'LIKE', 'ILIKE', 'like', 'LIKE'])
  const cased = kind === 'experiments' && random.chance(0.95) ? comparator.toUpperCase() : comparator
  return `${name} ${cased} ${comparator === 'IN' ? "('a','b')" : makeText(random, comparator, words.texts)}`
}

function makeTextRight(random: Random, kind: Kind, filled: Filled, name: string): string {
  const known: readonly string[] = /run_id/.test(name)
    ? filled.runs.slice(0, 40)
    : /experiment_id/.test(name)
      ? [...filled.experiments, '1', ' 2', '+3', '03', 'x']
      : /model_id/.test(name)
        ? filled.loggedModels
        : /status/.test(name)
          ? [...words.statuses, 'READY', 'finished']
          : /dataset/.test(name)
            ? [...words.datasetNames, ...words.datasetDigests, ...words.contexts]
            : kind === 'runs' || kind === 'experiments'
              ? [...words.texts, 'anna', 'first', 'größe', 'FIRST']
              : [...filled.models.slice(0, 12), ...words.modelNames, 'Agent']
  const comparator = pickComparator(random, kind, name)
  if (!/in$/i.test(comparator)) return `${comparator} ${makeText(random, comparator, known)}`
  const items = Array.from({ length: 1 + random.below(4) }, () => quoteText(random, random.pick(known)))
  return `${comparator} (${items.join(random.pick([',', ', ', ' , ']))}${random.chance(0.1) ? ',' : ''})`
}

/** A comparator that the name takes, as a rule. */
function pickComparator(random: Random, kind: Kind, name: string): string {
  if (random.chance(0.05)) return random.pick(textComparators)
  const comparator = random.pick(textComparators.filter((one) => takesLists[kind].test(name) || !/in$/i.test(one)))
  if (kind !== 'experiments') return comparator
  // Experiments alone tell the case of a comparator, and have ids that are numbers.
  const upper = comparator.toUpperCase()
  return name.includes('experiment_id') ? upper.replace(/I?LIKE/, '=') : upper
}

/** A text, as a pattern where the comparator takes one. */
function makeText(random: Random, comparator: string, known: readonly string[]): string {
  const text = random.pick(known)
  if (!/like/i.test(comparator)) return quoteText(random, text)
  const [start, end] = random.pick([
    ['%', '%'],
    ['%', '%'],
    ['', '%'],
    ['%', ''],
    ['_', ''],
    ['', ''],
    ['%_', '%%']
  ] as const)
  const changed = random.chance(0.4) ? (random.chance(0.5) ? text.toUpperCase() : text.toLowerCase()) : text
  return quoteText(random, start + Array.from(changed).slice(random.below(2)).join('') + end)
}

/** In quotes, most of them fitting. */
function quoteText(random: Random, text: string): string {
  const quote = random.pick(["'", "'", "'", '"'])
  const doubled = random.chance(0.7)
    ? text.replaceAll(quote, quote + quote)
    : random.chance(0.7)
      ? text.replaceAll(quote, `\\${quote}`)
      : text
  return `${quote}${doubled}${quote}`
}

function quoteKey(random: Random, key: string): string {
  const isPlain = /^[\w.é]+$/i.test(key)
  const fitting = ['`', '`', '"', '"', "'"].filter((one) => !key.includes(one))
  const quote = random.chance(0.06) ? random.pick(['', '`', '"', "'"]) : random.pick(isPlain ? ['', '', '', ...fitting] : fitting)
  return quote + (random.chance(0.2) && quote !== '' ? key.replaceAll(quote, quote + quote) : key) + quote
}

function makeNumber(random: Random, known: readonly number[]): string {
  const value = random.pick(known)
  const odd = ['1e3', '.5', '-.5', '1.', '-0', '0.0', '1E-2', '1.50', '9007199254740993', '-9007199254740993', '007', '1.e3', '1e+3', '+1']
  return random.chance(0.3) ? random.pick(odd) : random.chance(0.3) ? value.toExponential().replace('+', '') : String(value)
}

function makeOrder(random: Random, kind: Kind): readonly string[] {
  const vocabulary = vocabularies[kind]
  if (random.chance(0.3)) return []
  const used = new Set<string>()
  return Array.from({ length: 1 + random.below(kind === 'models' ? 2 : 3) }, () => {
    const side = random.pick(vocabulary.sides)
    const isSide = random.chance(kind === 'runs' ? 0.6 : 0.03)
    const name = isSide ? `${random.pick(side.prefixes)}.${quoteKey(random, random.pick(side.keys))}` : random.pick(vocabulary.orders)
    if (used.has(name) && random.chance(0.9)) return []
    used.add(name)
    const clause = name + random.pick(['', ' ASC', ' DESC', ' desc', ' Asc', '  DESC', '\tASC', '', ' DESC'])
    return [random.chance(0.05) ? mutate(clause, random) : clause]
  }).flat()
}

function makeLoggedOrder(random: Random): readonly LoggedOrder[] {
  if (random.chance(0.3)) return []
  return Array.from({ length: 1 + random.below(3) }, () => {
    const isMetric = random.chance(0.5)
    const field = isMetric ? `metrics.${random.pick(words.metricKeys)}` : random.pick(vocabularies.logged.orders)
    const dataset = isMetric && random.chance(0.4) ? { dataset_name: random.pick(words.datasetNames) } : {}
    const digest = 'dataset_name' in dataset && random.chance(0.5) ? { dataset_digest: random.pick(words.datasetDigests) } : {}
    return { field_name: random.chance(0.03) ? `params.${field}` : field, ascending: random.chance(0.5), ...dataset, ...digest }
  })
}

function makeDatasets(random: Random): Query['datasets'] {
  return Array.from({ length: 1 + random.below(2) }, () => ({
    dataset_name: random.pick(words.datasetNames),
    ...(random.chance(0.6) ? { dataset_digest: random.pick(words.datasetDigests) } : {})
  }))
}
