import { invalidValue, missingValue } from '../tracking/messages.ts'

/** Ends every message about a request's fields, as in MLflow. */
export const seeDocs = 'See the API docs for more information about request parameters.'

/** MLflow's message for a missing field (mlflow/server/handlers.py, _validate_param_against_schema). */
export function describeMissing(path: string): string {
  return `${missingValue(path)} ${seeDocs}`
}

/** MLflow's message for a value of the wrong type; long values are cut. */
export function describeInvalid(value: unknown, path: string): string {
  return `${invalidValue(path, value, ` Hint: Value was of type '${nameType(value)}'.`)} ${seeDocs}`
}

/** Python's name of the type of a JSON value, which MLflow puts into messages. */
export function nameType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return 'dict'
}
