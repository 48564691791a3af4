import { Failure } from '../../../preload/contract/reply.ts'

const remedy = 'Ask for the file again or export it anew. Nothing of it was opened.'

/** The refusal of a damaged or altered snapshot: names the first bad entry and what differs. */
export function corrupt(
  entry: string,
  what: string,
  differs: { readonly expected?: string | number; readonly found?: string | number } = {}
): Failure {
  const both = differs.expected === undefined ? '' : ` (expected ${differs.expected}, found ${differs.found ?? 'nothing'})`
  return new Failure('CORRUPT', `This snapshot is damaged or was altered: ${entry}: ${what}${both}.`, {
    remedy,
    details: { entry, expected: differs.expected ?? null, found: differs.found ?? null }
  })
}

/** Turns what SQLite says about a bad file into the refusal of that entry; anything else stays as it is. */
export function asCorruptDatabase(entry: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR|CONSTRAINT|MISMATCH|CANTOPEN|SCHEMA)/.test(code)) return error
  return corrupt(entry, `not a sound database: ${error instanceof Error ? error.message : code}`)
}
