import type { Signature } from '../../preload/contract/versions.ts'
import type { WorkerBody } from './messages.ts'
import type { ScoringPayload } from './worker.ts'

/** Rows that are turned into text at a time; the event loop breathes in between. */
const sliceRows = 1000

/** Gives what travels to a worker: rows as cells by column, so that names travel once. An optional column that is empty in every row is left out, as if it had not been sent. */
export async function encodePayload(payload: ScoringPayload, signature: Signature | null): Promise<WorkerBody> {
  if (payload.kind !== 'records') return payload
  const columns = chooseColumns(payload.rows, signature)
  const slices: string[] = []
  for (let start = 0; start < payload.rows.length; start += sliceRows) {
    const cells = payload.rows.slice(start, start + sliceRows).map((row) => columns.map((name) => readCell(row, name)))
    slices.push(JSON.stringify(cells).slice(1, -1))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { kind: 'split', columns, rowsJson: `[${slices.join(',')}]` }
}

function chooseColumns(rows: readonly Readonly<Record<string, unknown>>[], signature: Signature | null): readonly string[] {
  const names = new Set<string>()
  const filled = new Set<string>()
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      names.add(name)
      if (row[name] !== null && row[name] !== undefined) filled.add(name)
    }
  }
  const optional = new Set(signature?.inputs.filter((field) => !field.isRequired).map((field) => field.name))
  return [...names].filter((name) => filled.has(name) || !optional.has(name))
}

function readCell(row: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(row, name) ? (row[name] ?? null) : null
}
