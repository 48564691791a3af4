import { compileFilter } from '../../tracking/search/compile.ts'
import type { SearchTarget } from '../../tracking/search/target.ts'
import { experimentTarget, modelVersionTarget, registeredModelTarget, runTarget } from '../../tracking/search/targets.ts'
import { type Token, tokenize } from './filter-tokens.ts'
import type { SqlPiece } from './reader.ts'
import { contains, joinPieces, matchWords, splitWords, stagesMeant } from './words.ts'

// Conditions name their table in full (`runs.name`): the query that takes one must not alias it.

/** Condition on `registered_models`: a filter expression, or words found in name, tags (`key:value`), aliases and stages. */
export function filterModels(filter: string): SqlPiece {
  const of = 'x.workspace = registered_models.workspace AND x.name = registered_models.name'
  return compile(filter, registeredModelTarget, (word) => [
    contains('registered_models.name', word),
    exists('registered_model_tags', of, contains(`x.key || ':' || x.value`, word)),
    exists('registered_model_aliases', of, contains(`'@' || x.alias`, word)),
    ...stagesMeant(word).map((stage) => exists('model_versions', of, { sql: 'x.current_stage = ?', parameters: [stage] }))
  ])
}

/** Condition on `model_versions`: a filter expression, or words found in number, tags, aliases, stage, author and description. */
export function filterVersions(filter: string): SqlPiece {
  const of = 'x.workspace = model_versions.workspace AND x.name = model_versions.name AND x.version = model_versions.version'
  const number = (word: string) => /^v?(\d+)$/.exec(word)?.[1]
  return compile(filter, modelVersionTarget, (word) => [
    ...(number(word) ? [{ sql: `CAST(model_versions.version AS TEXT) LIKE ? || '%'`, parameters: [number(word) ?? ''] }] : []),
    exists('model_version_tags', of, contains(`x.key || ':' || x.value`, word)),
    exists('registered_model_aliases', of, contains(`'@' || x.alias`, word)),
    ...stagesMeant(word).map((stage) => ({ sql: 'model_versions.current_stage = ?', parameters: [stage] })),
    contains('model_versions.user_id', word),
    exists('runs', 'x.run_uuid = model_versions.run_id', contains('x.user_id', word)),
    contains('model_versions.description', word)
  ])
}

/** Condition on `runs`: a filter expression, or words found in name, user, id and values of params. */
export function filterRuns(filter: string): SqlPiece {
  return compile(filter, runTarget, (word) => {
    const found = contains('x.value', word)
    return [
      contains('runs.name', word),
      contains('runs.user_id', word),
      contains('runs.run_uuid', word),
      { sql: `runs.run_uuid IN (SELECT x.run_uuid FROM params x WHERE ${found.sql})`, parameters: found.parameters }
    ]
  })
}

/** Condition on `experiments`: a filter expression, or words found in name and tags. */
export function filterExperiments(filter: string): SqlPiece {
  return compile(filter, experimentTarget, (word) => [
    contains('experiments.name', word),
    exists('experiment_tags', 'x.experiment_id = experiments.experiment_id', contains(`x.key || ':' || x.value`, word))
  ])
}

function compile(filter: string, target: SearchTarget, matchWord: (word: string) => readonly SqlPiece[]): SqlPiece {
  if (isExpression(filter)) return compileFilter(filter, target)
  return matchWords(splitWords(filter), matchWord)
}

function exists(table: string, match: string, condition: SqlPiece): SqlPiece {
  return {
    sql: `EXISTS (SELECT 1 FROM ${table} x WHERE ${match} AND ${joinPieces([condition], 'AND').sql})`,
    parameters: condition.parameters
  }
}

/** Whether a text is meant as a filter expression: somewhere a name is followed by a comparator and what that one takes. */
export function isExpression(filter: string): boolean {
  const tokens = tokenize(filter)
  return tokens.some((token, index) => token.kind === 'name' && isComparator(tokens.slice(index + 1, index + 4)))
}

function isComparator([first, second, third]: readonly Token[]): boolean {
  if (first?.kind === 'operator') return /[<>=]/.test(first.text)
  const word = upper(first)
  if (word === 'NOT') return isComparator([second, third].filter((token) => token !== undefined))
  if (word === 'IN') return second?.kind === 'open'
  if (word === 'IS') return upper(second) === 'NULL' || (upper(second) === 'NOT' && upper(third) === 'NULL')
  return ['LIKE', 'ILIKE', 'RLIKE'].includes(word) && (second?.kind === 'string' || second?.text.startsWith('"') === true)
}

function upper(token: Token | undefined): string {
  return token?.kind === 'name' ? token.text.toUpperCase() : ''
}
