import { expect, test } from 'vitest'
import { isStillAsked } from '../../../src/renderer/panels/predict-form-asked.ts'

const records = (row: Readonly<Record<string, unknown>>) => ({ body: { kind: 'records' as const, rows: [{ ...row }] }, params: {} })

test.each([
  ['a list of records', '[{"plan":"gold","tenure":12,"gone":null}]'],
  ['records', '{"dataframe_records":[{"tenure":12,"plan":"gold"}]}'],
  ['a split table', '{"dataframe_split":{"columns":["plan","tenure"],"data":[["gold",12]]}}']
])('a kept input written as %s is the form’s row, however that orders it', (_way, input) => {
  expect(isStillAsked({ input }, records({ tenure: 12, plan: 'gold' }))).toBe(true)
  expect(isStillAsked({ input }, records({ tenure: 12, plan: 'basic' }))).toBe(false)
})

test('a form that cannot be sent, other params and another file are no longer what was asked', () => {
  const asked = records({ tenure: 12 })
  expect(isStillAsked(asked, asked)).toBe(true)
  expect(isStillAsked(asked, null)).toBe(false)
  expect(isStillAsked(asked, { ...asked, params: { threshold: 0.5 } })).toBe(false)
  const file = (name: string) => ({ body: { kind: 'csv' as const, file: name }, params: {} })
  expect(isStillAsked(file('a'), file('a'))).toBe(true)
  expect(isStillAsked(file('a'), file('b'))).toBe(false)
})
