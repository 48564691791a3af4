/** JSON text as a value; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An object with keys: neither null nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text at a key, or null when there is none. */
export function textAt(record: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = Object.hasOwn(record, key) ? record[key] : null
  return typeof value === 'string' ? value : null
}

/** The record at a key, empty when there is none. */
export function recordAt(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = Object.hasOwn(record, key) ? record[key] : null
  return isRecord(value) ? value : {}
}
