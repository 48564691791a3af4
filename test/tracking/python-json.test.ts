import { expect, test } from 'vitest'
import { dumpJson, loadJson } from '../../src/main/tracking/python-json.ts'

const again = (text: string): string => dumpJson(loadJson(text))

test.each([
  ['1.0', '1.0'],
  ['1', '1'],
  ['-0', '0'],
  ['-0.0', '-0.0'],
  ['1e2', '100.0'],
  ['1E+2', '100.0'],
  ['1e16', '1e+16'],
  ['0.00001', '1e-05'],
  ['9007199254740993', '9007199254740993'],
  ['1152921504606846976', '1152921504606846976'],
  ['-123456789012345678901234567890', '-123456789012345678901234567890'],
  ['1E400', 'Infinity'],
  ['-1E400', '-Infinity'],
  ['NaN', 'NaN'],
  ['[Infinity,-Infinity]', '[Infinity, -Infinity]'],
  [' {"b" : 1 ,"a":[ ] , "2":{}, "1":null}\n', '{"b": 1, "a": [], "2": {}, "1": null}'],
  ['{"a":1,"b":2,"a":3.0}', '{"a": 3.0, "b": 2}'],
  ['{"__proto__":{"x":true}}', '{"__proto__": {"x": true}}'],
  ['"\\u00e9\\ud83d\\ude00\\ud800 é🙂\u007f\\"\\/\\\\"', '"\\u00e9\\ud83d\\ude00\\ud800 \\u00e9\\ud83d\\ude42\\u007f\\"/\\\\"']
])('%s becomes what Python writes after reading it', (given, written) => {
  expect(again(given)).toBe(written)
})

test.each([
  '',
  ' ',
  '{',
  '[1,]',
  '[,1]',
  '[1 2]',
  '{"a":1,}',
  '{"a" 1}',
  '{a:1}',
  "{'a':1}",
  '"a',
  '"a\\"',
  '"\n"',
  '"\\x"',
  '01',
  '1.',
  '.5',
  '+1',
  '- 1',
  '1 2',
  'nan',
  'nulls',
  '-NaN',
  '\u00a01',
  '9'.repeat(4301),
  '['.repeat(100_000)
])('what Python does not read is refused: %j', (text) => {
  expect(() => loadJson(text)).toThrow(SyntaxError)
})
