import { expect, test } from 'vitest'
import { chooseMediaType } from '../../src/main/server/media-types.ts'

test.each([
  ['MLmodel', 'text/plain'],
  ['mlproject', 'text/plain'],
  ['MLproject', 'application/octet-stream'],
  ['a.json', 'text/plain'],
  ['a.JSON', 'application/json'],
  ['a.py', 'text/plain'],
  ['a.html', 'text/html'],
  ['a.PNG', 'image/png'],
  ['a.b.svg', 'image/svg+xml'],
  ['a.svgz', 'image/svg+xml'],
  ['a.tar.gz', 'application/x-tar'],
  ['a.tgz', 'application/x-tar'],
  ['a.csv.gz', 'text/csv'],
  ['a.gz', 'application/octet-stream'],
  ['a.GZ', 'application/octet-stream'],
  ['a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['a.onnx', 'application/octet-stream'],
  ['a.', 'application/octet-stream'],
  ['.txt', 'application/octet-stream'],
  ['..json', 'application/octet-stream'],
  ['constructor', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
  ['', 'application/octet-stream']
])('the type of %j is %s', (name, type) => {
  expect(chooseMediaType(name)).toBe(type)
})
