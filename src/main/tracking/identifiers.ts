import path from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { exceedsLength, invalidValue, missingValue } from './messages.ts'
import { readWhole } from './python-text.ts'

/** MLflow's limits in characters (mlflow/utils/validation.py, 3.17). */
export const lengthLimits = {
  key: 250,
  paramValue: 6000,
  runTagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2048,
  registryTagValue: 100_000
} as const

const allowedInNames = process.platform === 'win32' ? /^[/\p{L}\p{N}_.\- ]*$/u : /^[/\p{L}\p{N}_.\- :]*$/u
const allowedCharacters = `Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( )${
  process.platform === 'win32' ? '' : ', colon(:)'
} and slashes (/).`

/** Checks a metric, param or tag key: MLflow's characters, and stable as a POSIX path. `at` names the parameter in messages. */
export function checkKeyName(name: string, at: string): void {
  if (!allowedInNames.test(name)) throw new Failure('INVALID', invalidValue(at, name, allowedCharacters))
  const normal = normalizePosix(name)
  if (normal !== name || normal === '.' || normal.startsWith('..') || normal.startsWith('/'))
    throw new Failure(
      'INVALID',
      invalidValue(
        at,
        name,
        `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`
      )
    )
}

/** Refuses a text longer than `limit` characters, counted as Python counts them. */
export function checkLength(name: string, limit: number, value: string): void {
  if (countCharacters(value, limit) > limit) throw new Failure('INVALID', exceedsLength(name, limit))
}

/** Cuts a text to `limit` characters, as MLflow does with long params and run tags unless told otherwise. */
export function truncate(value: string, limit: number): string {
  return countCharacters(value, limit) > limit ? Array.from(value).slice(0, limit).join('') : value
}

/** Checks the form of a run id before any look-up. */
export function checkRunId(runId: string, at = 'run_id'): void {
  if (!/^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u.test(runId)) throw new Failure('INVALID', invalidValue(at, runId))
}

/** Reads an experiment id; MLflow's SQL store knows whole numbers only. */
export function parseExperimentId(text: string): bigint {
  const id = readWhole(text)
  if (id !== undefined && id < 1n << 63n && id >= -(1n << 63n)) return id
  throw new Failure('INVALID', `Invalid experiment ID '${text.slice(0, 300)}'. Experiment ID must be a valid integer.`)
}

/** Checks the name of an experiment: not blank, no control characters, at most 500 characters. */
export function checkExperimentName(name: string): void {
  if (name.trim() === '') throw new Failure('INVALID', `Invalid experiment name: '${name}'`)
  if (/\p{Cc}/u.test(name)) throw new Failure('INVALID', invalidValue('name', name, 'Names cannot contain control characters.'))
  checkLength('name', lengthLimits.experimentName, name)
}

/** Checks a tag of an experiment. */
export function checkExperimentTag(key: string, value: string): void {
  checkKeyName(key, 'key')
  checkLength('key', lengthLimits.key, key)
  checkLength('value', lengthLimits.experimentTagValue, value)
}

/** Checks the key of a run's tag and cuts its value. */
export function readRunTag(key: string, value: string, at = ''): { readonly key: string; readonly value: string } {
  const keyPath = at === '' ? 'key' : `${at}.key`
  checkKeyName(key, keyPath)
  checkLength(keyPath, lengthLimits.key, key)
  return { key, value: truncate(value, lengthLimits.runTagValue) }
}

/** Checks the key of a param and cuts its value. */
export function readParam(key: string, value: string, at = ''): { readonly key: string; readonly value: string } {
  checkKeyName(key, at === '' ? 'key' : `${at}.key`)
  checkLength('Param key', lengthLimits.key, key)
  return { key, value: truncate(value, lengthLimits.paramValue) }
}

/** Refuses a null where MLflow's messages call it missing. */
export function missing(at: string): Failure {
  return new Failure('INVALID', missingValue(at))
}

function countCharacters(value: string, limit: number): number {
  // UTF-16 units are never fewer than characters.
  return value.length <= limit ? value.length : Array.from(value).length
}

/** Python's posixpath.normpath: like Node's, but it drops a trailing slash. */
function normalizePosix(name: string): string {
  const normal = path.posix.normalize(name)
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal
}
