import path from 'node:path'
import { expect, test } from 'vitest'
import { parseLink, readArguments } from '../../src/main/electron/links.ts'

const registry = '0f8fad5b-d9cb-469f-a165-70867728950e'

test.each([
  [`greenroom://${registry}`, `/r/${registry}/models`],
  [`greenroom://${registry}/`, `/r/${registry}/models`],
  [`greenroom://${registry}/models/churn/21`, `/r/${registry}/models/churn/v/21`],
  [`greenroom://${registry}/models/churn`, `/r/${registry}/models/churn`],
  [`greenroom://${registry}/models/a%20b/1`, `/r/${registry}/models/a%20b/v/1`],
  [`greenroom://${registry}/models/${encodeURIComponent('../x?y#z')}/1`, `/r/${registry}/models/..%2Fx%3Fy%23z/v/1`],
  [`greenroom://${registry}/runs/3f9a1c`, `/r/${registry}/runs/3f9a1c`]
])('%s shows a page', (link, page) => {
  expect(parseLink(link)).toEqual({ kind: 'page', path: page })
})

test.each([
  `greenroom://${registry}/approve?x`,
  `greenroom://${registry}/models/churn/21/approve`,
  `greenroom://${registry}/models/churn/0`,
  `greenroom://${registry}/models/churn/1e3`,
  `greenroom://${registry}/models/%00/1`,
  `greenroom://${registry}/models/%zz/1`,
  `greenroom://${registry}/runs/../../x`,
  `greenroom://${registry}//`,
  `greenroom://${registry}?x`,
  `greenroom://${registry}/#x`,
  'greenroom://',
  'greenroom://open',
  'greenroom://open?path=/etc',
  'greenroom://connect?url=http://evil',
  'https://example.org/models/churn/1',
  `greenroom://${registry}/runs/${'a'.repeat(3000)}`,
  ''
])('%j asks for nothing', (link) => {
  expect(parseLink(link)).toBeNull()
})

test('a snapshot among the arguments is a file to open, relative to the folder of the start', () => {
  expect(readArguments(['--no-sandbox', 'review.greenroom'], '/work')).toEqual({
    kind: 'file',
    file: path.resolve('/work', 'review.greenroom')
  })
  expect(readArguments(['--inspect', '-r', 'evil.js', '.'], '/work')).toBeNull()
})
