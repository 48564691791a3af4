import { expect, test } from 'vitest'
import type { Prediction } from '../../../src/preload/contract/predictions.ts'
import type { Field, VersionContents } from '../../../src/preload/contract/versions.ts'
import { findCommand } from '../../../src/renderer/panels/predict-form-target.tsx'
import {
  findJsonProblem,
  listFields,
  listParams,
  prettify,
  readExample,
  readFields,
  readSentRow,
  writeBody
} from '../../../src/renderer/panels/predict-form-values.ts'
import { alignRow, countDifferent, writeAnswerCsv } from '../../../src/renderer/panels/predict-output-rows.ts'
import { makeContents } from './contents.ts'

const field = (name: string | null, type: string, part: Partial<Field> = {}): Field => ({
  name,
  type,
  isRequired: true,
  isTensor: false,
  shape: null,
  defaultValue: null,
  ...part
})
const withInputs = (inputs: readonly Field[], part: Partial<VersionContents> = {}) =>
  makeContents({ signature: { inputs, outputs: [], params: [] }, ...part })
const readOne = (type: string, text: string, isRequired = true) =>
  readFields(listFields(withInputs([field('x', type, { isRequired })])), { x: text })

test('the form starts with the example and sends it back as it was', () => {
  const row = { tenure: 12.5, plan: 'basic', monthly: null, isNew: true, count: 3 }
  const inputs = [
    field('tenure', 'double'),
    field('plan', 'string'),
    field('monthly', 'double', { isRequired: false }),
    field('isNew', 'boolean'),
    field('count', 'long')
  ]
  const contents = withInputs(inputs, { inputExample: [row, { ...row, plan: 'gold' }] })
  const fields = listFields(contents)
  expect(fields.find((one) => one.key === 'plan')?.choices).toEqual(['basic', 'gold'])
  const read = readFields(fields, readExample(contents, fields))
  expect(read.problems).toEqual({})
  expect(writeBody(contents, fields, read.values)).toEqual({
    kind: 'records',
    rows: [{ tenure: 12.5, plan: 'basic', isNew: true, count: 3 }]
  })
  expect(readExample(contents, fields, 1)['plan']).toBe('gold')
})

test.each([
  ['double', '1,5', 'x: double is expected, string “1,5” is given: write 1.5'],
  ['double', 'abc', 'x: double is expected, string “abc” is given'],
  ['double', '0x10', 'x: double is expected, string “0x10” is given'],
  ['float', '1e999', 'x: float is expected, double 1e999 is given: it is too large'],
  ['double', '', 'x is required'],
  ['long', '1.5', 'x: long is expected, double 1.5 is given'],
  ['integer', '2147483648', 'x: integer is expected, long 2147483648 is given: it does not fit 32 bits'],
  ['long', '9007199254740993', 'x: 9007199254740993 is too large for the form: use the JSON tab'],
  ['datetime', 'tomorrow', 'x: datetime is expected, string “tomorrow” is given: write 2026-10-12T14:02:00'],
  ['binary', 'no!', 'x: binary is expected, string “no!” is given: write it in base64'],
  ['array', '[1,', 'x: array is expected, string “[1,” is given: write it as JSON']
])('a %s does not take “%s”', (type, text, problem) => {
  expect(readOne(type, text).problems).toEqual({ x: problem })
})

test.each([
  ['double', ' -1.5e3 ', -1500],
  ['integer', '-2147483648', -2147483648],
  ['string', '', ''],
  ['boolean', 'false', false],
  ['array', '[1, 2]', [1, 2]]
])('a %s takes “%s”', (type, text, value) => {
  expect(readOne(type, text)).toEqual({ values: { x: value }, problems: {} })
})

test('what may be empty is left out', () => {
  expect(readOne('double', '', false)).toEqual({ values: {}, problems: {} })
})

test('tensors and columns without names travel in the scoring protocol', () => {
  const tensor = field(null, 'tensor(float32)[-1,2]', { isTensor: true, shape: [-1, 2] })
  const one = withInputs([tensor], { inputExampleJson: '{"inputs": [[1, 2]]}' })
  const fields = listFields(one)
  const texts = readExample(one, fields)
  expect(writeBody(one, fields, readFields(fields, texts).values)).toEqual({ kind: 'json', text: '{"inputs":[[1,2]]}' })
  const named = withInputs([{ ...tensor, name: 'a' }])
  expect(writeBody(named, listFields(named), { a: [[3]] })).toEqual({ kind: 'json', text: '{"inputs":{"a":[[3]]}}' })
  const plain = withInputs([field(null, 'double'), field(null, 'double')])
  expect(writeBody(plain, listFields(plain), { 0: 1, 1: 2 })).toEqual({ kind: 'json', text: '{"dataframe_split":{"data":[[1,2]]}}' })
})

test('without a signature the example gives the fields, and parameters keep their defaults', () => {
  const bare = makeContents({ inputExample: [{ text: 'hello', size: 2 }] })
  expect(listFields(bare).map(({ key, kind }) => [key, kind])).toEqual([
    ['text', 'text'],
    ['size', 'number']
  ])
  expect(listFields(makeContents({}))).toEqual([])
  const params = listParams(
    makeContents({ signature: { inputs: [], outputs: [], params: [field('temperature', 'double', { defaultValue: '0.5' })] } })
  )
  expect(params[0]).toMatchObject({ isRequired: false, fallback: '0.5' })
})

test('the first row of what was sent goes back into the form', () => {
  expect(readSentRow('[{"a": 1, "b": null}]')).toEqual({ a: '1', b: '' })
  expect(readSentRow('{"dataframe_split": {"columns": ["a"], "data": [[2]]}}')).toEqual({ a: '2' })
  expect(readSentRow('{"inputs": [[1]]}')).toBeNull()
})

test('JSON is tidied without touching what it says', () => {
  expect(prettify('{"a":[[1,2],["x, y",null]]}')).toBe('{\n  "a": [\n    [1, 2],\n    ["x, y", null]\n  ]\n}')
  const tricky = '{"a":["[1]","{",  "]"]}'
  expect(JSON.parse(prettify(tricky))).toEqual(JSON.parse(tricky))
  expect(prettify('{"id": 12345678901234567890}')).toBe('{"id": 12345678901234567890}')
  expect(findJsonProblem('{')).toBeDefined()
  expect(findJsonProblem('[1]')).toBeUndefined()
})

const answered = (version: string, columns: readonly string[], rows: Prediction['outputRows']) =>
  ({ version, outputColumns: columns, outputRows: rows }) as Prediction

test('two answers stand side by side, by name', () => {
  const pair = [
    answered(
      '21',
      ['p', 'label'],
      [
        [0.75, 'yes'],
        [0.5, 'no']
      ]
    ),
    answered(
      '18',
      ['label', 'p'],
      [
        ['yes', 0.5],
        ['no', 0.5]
      ]
    )
  ]
  expect(alignRow(pair, 0)).toEqual([
    { name: 'p', cells: [0.75, 0.5], difference: 0.25 },
    { name: 'label', cells: ['yes', 'yes'], difference: null }
  ])
  expect(countDifferent(pair)).toBe(1)
})

test('saved answers cannot become formulas', () => {
  expect(
    writeAnswerCsv(
      answered(
        '1',
        ['a', 'b'],
        [
          ['=1+1', -2],
          ['x"y', null]
        ]
      )
    )
  ).toBe('a,b\r\n\'=1+1,-2\r\n"x""y",')
})

test.each([
  [
    'mlflow is missing in /usr/bin/python3. Install it with: "/usr/bin/python3" -m pip install mlflow',
    '"/usr/bin/python3" -m pip install mlflow'
  ],
  ['Install it: "C:\\py\\python.exe" -m pip install scikit-learn==1.9.1.', '"C:\\py\\python.exe" -m pip install scikit-learn==1.9.1'],
  ['There is nothing to run.', null]
])('the command is found in “%s”', (message, command) => {
  expect(findCommand(message)).toBe(command)
})
