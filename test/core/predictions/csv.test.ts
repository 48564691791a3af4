import { describe, expect, test } from 'vitest'
import { decodeCsv, parseCsv } from '../../../src/main/core/predictions/csv.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import type { Field, Signature } from '../../../src/preload/contract/versions.ts'

const field = (name: string | null, type: string, isRequired = true): Field => {
  return { name, type, isRequired, isTensor: type.startsWith('tensor'), shape: null, defaultValue: null }
}
const signature: Signature = {
  inputs: [field('tenure', 'double'), field('count', 'long', false), field('plan', 'string'), field('active', 'boolean', false)],
  outputs: [],
  params: []
}
const never = new AbortController().signal
const parse = (text: string, by: Signature | null = signature) => parseCsv(text, by, never)
const refusal = (text: string, by: Signature | null = signature) =>
  parse(text, by).then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => error as Failure
  )

describe('a CSV file', () => {
  test('becomes rows of the signature’s types; columns may stand in any order', async () => {
    const { rows } = await parse('plan,tenure,count,active\r\n"a, ""b""",1.50,9007199254740993,TRUE\r\n3,-2e3,,\r\n')
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { plan: 'a, "b"', tenure: 1.5, count: '9007199254740993', active: true },
      { plan: '3', tenure: -2000, count: null, active: null }
    ])
  })

  test.each([
    ['a byte order mark', '\ufefftenure,plan\n1,a\n'],
    ['semicolons', 'tenure;plan\n1;a\n'],
    ['tabs', 'tenure\tplan\n1\ta\n'],
    ['carriage returns alone', 'tenure,plan\r1,a\r'],
    ['empty lines', 'tenure,plan\n\n1,a\n\n']
  ])('with %s is read', async (_, text) => {
    expect((await parse(text)).rows.map((row) => ({ ...row }))).toEqual([{ tenure: 1, plan: 'a' }])
  })

  test.each([
    ['1,5', '“tenure”, row 2: double is expected, “1,5” is given.'],
    ['١', '“tenure”, row 2: double is expected'],
    ['1e999', '“tenure”, row 2: double is expected'],
    ['0x10', '“tenure”, row 2: double is expected'],
    [' 1', '“tenure”, row 2: double is expected']
  ])('with the number %j names row and column', async (cell, words) => {
    const failure = await refusal(`tenure;plan\n1;a\n"${cell}";b\n`)
    expect(failure.code).toBe('INVALID')
    expect(failure.message).toContain(words)
    expect(failure.details).toMatchObject({ field: 'tenure', row: 2 })
  })

  test('a decimal comma is told how to be mended', async () => {
    expect((await refusal('tenure;plan\n1,5;a\n')).remedy).toBe('Write the decimal sign as a point.')
  })

  test('NaN and infinities are numbers by their names', async () => {
    expect((await parse('tenure,plan\nnan,a\n-inf,b\n')).rows.map((row) => row['tenure'])).toEqual(['NaN', '-Infinity'])
  })

  test.each([
    ['', 'is empty'],
    ['tenure,plan\n', 'no rows'],
    ['tenure,plan\n1,a\n1,a,b\n', 'Row 2 of the CSV file has 3 cells; the header has 2.'],
    ['tenure,plan\n1\n', 'Row 1 of the CSV file has 1 cells; the header has 2.'],
    ['tenure,plan\n1,"a\n2,b\n', 'a quote is not closed'],
    ['tenure,tenure\n1,2\n', 'two columns named “tenure”'],
    ['tenure,\n1,2\n', 'Column 2 of the CSV file has no name']
  ])('%j is refused whole', async (text, words) => {
    const failure = await refusal(text)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure.message).toContain(words)
  })

  test('without a signature a column is numbers when every filled cell is one', async () => {
    const { rows } = await parse('a,b,__proto__\n1,2,x\n,z,y\n', null)
    expect(rows.map((row) => [row['a'], row['b'], Object.entries(row).at(-1)])).toEqual([
      [1, '2', ['__proto__', 'x']],
      [null, 'z', ['__proto__', 'y']]
    ])
  })

  test('cells of lists and tensors are JSON', async () => {
    const lists: Signature = { inputs: [field('v', 'tensor(float32)[-1,2]'), field('tags', 'array(string)')], outputs: [], params: [] }
    expect({ ...(await parse('v,tags\n"[1, 2]","[""a""]"\n', lists)).rows[0] }).toEqual({ v: [1, 2], tags: ['a'] })
    expect((await refusal('v,tags\n1 2,[]\n', lists)).message).toContain('tensor(float32)[-1,2] is expected, “1 2” is given')
  })

  test('100,000 rows are the limit, and reading lets the event loop breathe', async () => {
    const rows = (count: number) => `tenure,plan\n${'1,a\n'.repeat(count)}`
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    expect((await parse(rows(100_000))).rows).toHaveLength(100_000)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
    expect(await refusal(rows(100_001))).toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('100000') })
  })

  test('a cancel ends reading', async () => {
    expect(await parseCsv('tenure,plan\n1,a\n', signature, AbortSignal.abort()).catch((error: Failure) => error.code)).toBe('CANCELLED')
  })

  test('must be UTF-8 text', () => {
    const words = (bytes: Uint8Array) => {
      try {
        return decodeCsv(bytes)
      } catch (error) {
        return (error as Failure).message
      }
    }
    expect(words(Buffer.from('ä'))).toBe('ä')
    expect(words(Buffer.from('\ufeffa', 'utf16le'))).toContain('UTF-16')
    expect(words(Buffer.from([0x61, 0xe4]))).toContain('not in UTF-8')
    expect(words(Buffer.from('a\0b'))).toContain('NUL')
  })
})
