import { Failure } from '../../preload/contract/reply.ts'
import type { Shape } from './fields.ts'

/** Makes the message of a GET request: repeated fields take every value, others the first; booleans are true or false. */
export function readQuery(query: URLSearchParams, shape: Shape): Readonly<Record<string, unknown>> {
  const source: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(shape)) {
    for (const key of field.otherName === undefined ? [name] : [name, field.otherName]) {
      if (!query.has(key)) continue
      if (field.kind === 'list') source[key] = query.getAll(key)
      else source[key] = field.kind === 'bool' ? readBoolean(query.get(key) ?? '') : query.get(key)
    }
  }
  return source
}

function readBoolean(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower !== 'true' && lower !== 'false')
    throw new Failure('INVALID', `Invalid boolean value: ${text.slice(0, 100)}, must be 'true' or 'false'.`)
  return lower === 'true'
}
