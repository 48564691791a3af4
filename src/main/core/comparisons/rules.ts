import { judgeRow } from '../../../preload/contract/comparison-verdicts.ts'
import {
  type CellValue,
  type Comparison,
  type ComparisonGroup,
  type ComparisonGroupName,
  type ComparisonRow,
  comparisonGroups
} from '../../../preload/contract/comparisons.ts'
import type { Field, VersionContents } from '../../../preload/contract/versions.ts'
import type { VersionFacts } from '../../sources/source.ts'
import { guessDirection } from './directions.ts'
import { describeFile, type FileListing, indexFiles } from './file-rows.ts'
import { formatSize, formatTime } from './formats.ts'

/** One thing that is compared: its values by group and key, in the order a reader expects. */
export interface Side {
  readonly id: string
  readonly label: string
  readonly runId: string | null
  readonly groups: Readonly<Partial<Record<ComparisonGroupName, Readonly<Record<string, CellValue>>>>>
  /** The rows of `Artifacts`; absent where files are not compared. */
  readonly files?: FileListing
}

/** Lines the sides up, the base first: one row for every key that any of them has. Groups without rows are left out. */
export function compareSides(sides: readonly Side[]): Comparison {
  const columns = sides.map(({ id, label, runId }) => ({ id, label, runId }))
  const groups = comparisonGroups
    .map((name): ComparisonGroup => ({ name, rows: compareGroup(name, sides) }))
    .filter((group) => group.rows.length > 0)
  return { columns, groups }
}

/** What a decision rests on: every metric, of the rest what differs or was not compared. A group without rows was found the same. */
export function keepEvidence(groups: readonly ComparisonGroup[]): readonly ComparisonGroup[] {
  const matters = (row: ComparisonRow) => row.isDifferent || row.isUncertain
  return groups.map((group) => (group.name === 'Metrics' ? group : { name: group.name, rows: group.rows.filter(matters) }))
}

function compareGroup(name: ComparisonGroupName, sides: readonly Side[]): readonly ComparisonRow[] {
  if (name === 'Artifacts') return compareFiles(sides)
  const maps = sides.map((side) => new Map(Object.entries(side.groups[name] ?? {})))
  const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))]
  // About has its own order; everything else is looked up by name.
  const ordered = name === 'About' ? keys : keys.sort(compareKeys)
  return ordered.map((key) =>
    compareRow(
      key,
      maps.map((map) => map.get(key) ?? null),
      name === 'Metrics'
    )
  )
}

function compareRow(key: string, values: readonly CellValue[], isMetric: boolean): ComparisonRow {
  const base = values[0] ?? null
  return {
    key,
    values,
    files: null,
    ...judgeRow({ values, files: null }),
    better: isMetric ? guessDirection(key) : null,
    differences: values.map((value, index) => (isMetric && index > 0 ? subtract(value, base) : null))
  }
}

function compareFiles(sides: readonly Side[]): readonly ComparisonRow[] {
  const known = sides.map((side) => indexFiles(side.files))
  const keys = [...new Set(known.flatMap(({ files }) => [...files.keys()]))].sort(compareKeys)
  return keys.map((key) => {
    const files = known.map((side) => side.files.get(key) ?? side.absent)
    const values = files.map(describeFile)
    return { key, values, files, ...judgeRow({ values, files }), better: null, differences: values.map(() => null) }
  })
}

function subtract(value: CellValue, base: CellValue): number | null {
  if (typeof value !== 'number' || typeof base !== 'number') return null
  const difference = value - base
  return Number.isFinite(difference) ? difference : null
}

/** Names with numbers in them in the order of the numbers: layer2 before layer10. Never equal for different keys. */
function compareKeys(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true }) || (left < right ? -1 : 1)
}

export type SideValues = Readonly<Record<string, CellValue>>

/** Lays a version out by group and key, without its files. */
export function describeVersion(facts: VersionFacts, contents: VersionContents): Side {
  return {
    id: `${facts.model}:${facts.version}`,
    label: `${facts.model} v${facts.version}`,
    runId: facts.runId,
    groups: {
      About: describeAbout(facts, contents),
      Metrics: facts.metrics,
      Params: facts.params,
      Tags: facts.tags,
      Schema: describeSchema(contents),
      Environment: describeEnvironment(contents)
    }
  }
}

function describeAbout(facts: VersionFacts, contents: VersionContents): SideValues {
  return {
    stage: facts.stage,
    aliases: facts.aliases.map((alias) => `@${alias}`).join(', ') || null,
    created: formatTime(facts.createdMs),
    author: facts.author,
    run: facts.runName ?? facts.runId,
    description: facts.description || null,
    flavors: contents.flavors.join(', ') || null,
    files: contents.problem ?? formatSize(contents.size),
    code: facts.runTags['mlflow.source.git.commit'] ?? facts.runTags['mlflow.source.name'] ?? null
  }
}

function describeSchema(contents: VersionContents): SideValues {
  const signature = contents.signature
  if (!signature) return {}
  const list = (word: string, fields: readonly Field[]) =>
    fields.map((field, index) => [`${word} ${field.name ?? `#${index}`}`, describeField(field)])
  return Object.fromEntries([...list('input', signature.inputs), ...list('output', signature.outputs), ...list('param', signature.params)])
}

function describeField(field: Field): string {
  const optional = field.isRequired ? '' : ' (optional)'
  return field.defaultValue === null ? `${field.type}${optional}` : `${field.type} = ${field.defaultValue}`
}

function describeEnvironment(contents: VersionContents): SideValues {
  const requirements = contents.requirements.map(parseRequirement).filter((entry) => entry !== null)
  return {
    ...(contents.pythonVersion === null ? {} : { python: contents.pythonVersion }),
    ...Object.fromEntries(requirements),
    ...(contents.mlflowVersion === null ? {} : { mlflow: contents.mlflowVersion })
  }
}

/** `scikit_learn[x]==1.4 ; python_version>"3"` → [scikit-learn, 1.4]: name as PEP 503 spells it, version or the whole condition. Null for options and comments. */
export function parseRequirement(line: string): readonly [string, string] | null {
  const text =
    line
      .replace(/(^|\s)#.*$/, '')
      .split(';')[0]
      ?.trim() ?? ''
  const match = /^([A-Za-z\d][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(text)
  if (!match) return null
  const name = (match[1] ?? '').toLowerCase().replace(/[-_.]+/g, '-')
  const condition = (match[2] ?? '').replace(/^@\s*/, '').trim()
  return [name, /^===?\s*[^,*]+$/.test(condition) ? condition.replace(/^=+\s*/, '') : condition || 'any']
}
