import { expect, test } from 'vitest'
import { filterLimits, parseFilter } from '../../../src/main/tracking/search/parse.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'

/** Shortens a clause: left side, comparator, right side. */
function parse(filter: string): readonly string[] {
  return parseFilter(filter).map(({ identifier, comparator, value }) =>
    value.kind === 'none' ? `${identifier} ${comparator}` : `${identifier} ${comparator} ${value.kind}:${value.text}`
  )
}
function refusal(filter: string): string {
  try {
    parseFilter(filter)
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
    expect((error as Failure).code).toBe('INVALID')
    return (error as Failure).message
  }
  throw new Error(`“${filter}” was accepted`)
}

test('blank filters compare nothing', () => {
  for (const filter of ['', '  ', '\t\n', ' AND ']) expect(parse(filter)).toEqual([])
})

test('comparisons are read as MLflow reads them', () => {
  expect(parse('metrics.acc > -1.5e3 AND params.`a b` like \'%x%\' and tags."k" != "v"')).toEqual([
    'metrics.acc > number:-1.5e3',
    "params.`a b` LIKE string:'%x%'",
    'tags."k" != name:"v"'
  ])
  expect(parse('run_id NOT IN (\'a\', "b",)')).toEqual(["run_id NOT IN list:('a', 'b')"])
  expect(parse("run_id in ('a' 'b')")).toEqual(["run_id IN list:('ab')"])
  expect(parse('params.a is null AND tags.b IS NOT NULL')).toEqual(['params.a IS NULL', 'tags.b IS NOT NULL'])
  expect(parse("params.1a = 'x' params.max='' AND params.é = 'it''s'")).toEqual([
    "params.1a = string:'x'",
    "params.max = string:''",
    "params.é = string:'it''s'"
  ])
})

test.each([
  ['metrics.a > 1 OR metrics.b > 2', "'OR' (at position 15)"],
  ['(metrics.a > 1)', "'(' (at position 1)"],
  ["params.a = 'x", "'params.a'"],
  ["params.a = 'x';", "';' (at position 15)"],
  ["params.a = 'x' -- c", "'-' (at position 16)"],
  ["/* c */ params.a = 'x'", "'/' (at position 1)"],
  ["' OR 1=1 --", "''' (at position 1)"],
  ['params.a', "'params.a'"],
  ['params.a =', "'params.a'"],
  ["= 'x'", "'='"],
  ['metrics.a < = 3', "'metrics.a'"],
  ['metrics.a > +1', "'metrics.a'"],
  ["run name = 'x'", "'run'"],
  ['params.a ＝ ‘x’', "'params.a'"],
  ['params.a = \u0000', "'params.a'"]
])('%s is refused and its place is named', (filter, place) => {
  expect(refusal(filter)).toContain(`Invalid clause(s) in filter string: ${place}`)
})

test('ill-formed lists are refused', () => {
  for (const list of ["('a'", "('a' OR 'b')", '(a)', "(('a')"]) expect(refusal(`run_id IN ${list}`)).toMatch(/ill-formed list/)
})

test('filters beyond the limits are refused quickly and the limit is named', () => {
  expect(refusal('x'.repeat(1_048_576))).toContain(`The limit is ${filterLimits.characters} characters`)
  expect(refusal(Array(10_000).fill("a = 'b'").join(' AND '))).toContain(`more than ${filterLimits.comparisons} comparisons`)
  expect(refusal(`run_id IN (${Array(10_001).fill("'a'").join(',')})`)).toContain(`more than ${filterLimits.listItems} items`)
})
