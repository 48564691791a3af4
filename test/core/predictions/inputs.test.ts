import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { GivenBody } from '../../../src/main/core/deps.ts'
import { readInput } from '../../../src/main/core/predictions/bodies.ts'
import { encodePayload } from '../../../src/main/scoring/payload.ts'
import type { Failure } from '../../../src/preload/contract/reply.ts'
import type { Field, Signature } from '../../../src/preload/contract/versions.ts'
import { makeFolder, openTestWorkers } from '../../support/core.ts'

const field = (name: string, type: string, isRequired = true): Field => ({
  name,
  type,
  isRequired,
  isTensor: false,
  shape: null,
  defaultValue: null
})
const signature: Signature = { inputs: [field('tenure', 'long'), field('plan', 'string', false)], outputs: [], params: [] }
const { signal } = new AbortController()
const rows = Array.from({ length: 20_000 }, (_, place) => ({ tenure: place, plan: place % 2 ? 'a' : null, extra: `“${place}”` }))
const wrong = rows.with(12_345, { tenure: 1.5 as number, plan: 'a', extra: '' })

const bodies: Readonly<Record<string, GivenBody>> = {
  'rows of the form': { kind: 'records', text: JSON.stringify(rows) },
  'a JSON text': { kind: 'json', text: JSON.stringify({ dataframe_records: rows }) },
  'CSV text': { kind: 'csv', text: `tenure,plan\n${rows.map((row) => `${row.tenure},${row.plan ?? ''}`).join('\n')}\n` },
  'rows with a wrong cell': { kind: 'records', text: JSON.stringify(wrong) },
  'a JSON text with a wrong cell': { kind: 'json', text: JSON.stringify(wrong) },
  'a JSON text that is cut off': { kind: 'json', text: JSON.stringify(rows).slice(0, -1) },
  'CSV text with a wrong cell': { kind: 'csv', text: `tenure,plan\n${'1,a\n'.repeat(9000)}x,a\n` },
  'no columns at all': { kind: 'records', text: JSON.stringify(rows.map(() => ({}))) }
}

/** What reading comes to: the input, or the whole failure. */
async function outcomeOf(read: () => Promise<unknown>): Promise<unknown> {
  return read().catch((error: Failure) => error.toShape())
}

/** As small inputs are read, in this thread. */
async function readHere(given: GivenBody): Promise<unknown> {
  const { payload, ...checked } = await readInput(given, signature, signal)
  return { ...checked, payload: await encodePayload(payload, signature) }
}

test.each(Object.entries(bodies))('%s: large inputs are read and refused in the worker as small ones are here', async (_name, given) => {
  const { inputs } = openTestWorkers(makeFolder())
  expect(await outcomeOf(() => inputs.readInput(given, signature, signal))).toEqual(await outcomeOf(() => readHere(given)))
})

test('a CSV file is read in the worker; its text comes back for the history', async () => {
  const file = path.join(makeFolder(), 'rows.csv')
  const { inputs } = openTestWorkers(makeFolder())
  writeFileSync(file, '\ufefftenure;plan\n1;ä\n2;\n')
  expect(await inputs.readInput({ kind: 'csv', file }, signature, signal)).toEqual({
    text: 'tenure;plan\n1;ä\n2;\n',
    payload: { kind: 'split', columns: ['tenure', 'plan'], rowsJson: '[[1,"ä"],[2,null]]' },
    rows: 2,
    summary: 'tenure=1, plan=ä (+1 row)',
    warnings: []
  })
  const gone = await inputs.readInput({ kind: 'csv', file: `${file}x` }, signature, signal).catch((error: Failure) => error)
  expect(gone).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('rows.csvx') })
})

test('a cancel ends the reading of a large input', async () => {
  const { inputs } = openTestWorkers(makeFolder())
  const stop = new AbortController()
  const reading = inputs.readInput(bodies['rows of the form'] as GivenBody, signature, stop.signal)
  stop.abort()
  await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
})
