import { Failure } from '../../preload/contract/reply.ts'
import type { WritableDb } from './database.ts'
import type { KeyValue } from './experiments.ts'
import { readParam } from './identifiers.ts'
import { showText } from './python-text.ts'
import { requireActiveRun } from './runs.ts'

interface ChangedParam {
  readonly key: string
  readonly oldValue: string
  readonly newValue: string
}

/** Logs one param; the same value again is fine, another one is INVALID. */
export function logParam(db: WritableDb, runId: string, param: KeyValue): void {
  const checked = readParam(param.key, param.value)
  requireActiveRun(db, runId)
  const [changed] = writeParams(db, runId, [checked])
  if (changed)
    throw new Failure(
      'INVALID',
      `Changing param values is not allowed. Param with key='${changed.key}' was already logged with value='${changed.oldValue}' for run ID='${runId}'. Attempted logging new value '${changed.newValue}'.`
    )
}

/** Logs checked params of an active run, all or none. */
export function logParams(db: WritableDb, runId: string, params: readonly KeyValue[]): void {
  const changed = writeParams(db, runId, params)
  if (changed.length === 0) return
  const listed = changed.map(
    ({ key, oldValue, newValue }) => `{'key': ${showText(key)}, 'old_value': ${showText(oldValue)}, 'new_value': ${showText(newValue)}}`
  )
  throw new Failure(
    'INVALID',
    `Changing param values is not allowed. Params were already logged='[${listed.join(', ')}]' for run ID='${runId}'.`
  )
}

/** Inserts what is new and tells what would have changed; the caller's savepoint undoes the rest. */
function writeParams(db: WritableDb, runId: string, params: readonly KeyValue[]): readonly ChangedParam[] {
  const insert = db.prepare<[string, string, string], never>(
    'INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
  )
  const select = db.prepare<[string, string], { value: string }>('SELECT value FROM params WHERE key = ? AND run_uuid = ?')
  const changed: ChangedParam[] = []
  for (const { key, value } of params) {
    if (insert.run(key, value, runId).changes > 0) continue
    const oldValue = select.get(key, runId)?.value ?? ''
    if (oldValue !== value) changed.push({ key, oldValue, newValue: value })
  }
  return changed
}
