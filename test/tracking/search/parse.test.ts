import { expect, test } from 'vitest'
import { filterLimits } from '../../../src/main/tracking/search/limits.ts'
import { parseFilter } from '../../../src/main/tracking/search/parse.ts'
import { readFilter } from '../../../src/main/tracking/search/read-filter.ts'
import { runTarget } from '../../../src/main/tracking/search/targets.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'

/** Shortens a filter’s clauses: left side, comparator, right side. */
function parse(filter: string): readonly string[] {
  return parseFilter(filter, 'runs', ({ identifier, comparator, value }) =>
    value === null ? `${identifier} ${comparator}` : `${identifier} ${comparator} ${value.kind}:${value.text}`
  )
}
function refusal(filter: string): string {
  try {
    readFilter(filter, runTarget)
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
    'metrics.acc > float:-1.5e3',
    "params.`a b` like string:'%x%'",
    'tags."k" != name:"v"'
  ])
  expect(parse('run_id not in (\'a\', "b",)')).toEqual(['run_id NOT IN list:(\'a\', "b",)'])
  expect(parse('params.a is null AND tags.b IS NOT NULL')).toEqual(['params.a IS NULL', 'tags.b IS NOT NULL'])
  expect(parse("params.a1 = 'x' params.max='' AND params.é = 'it''s'")).toEqual([
    "params.a1 = string:'x'",
    "params.max = string:''",
    "params.é = string:'it''s'"
  ])
})

test('lists are read as Python reads them', () => {
  const read = (list: string) => readFilter(`run_id IN ${list}`, runTarget)[0]?.value
  expect(read('(\'a\', "b",)')).toEqual(['a', 'b'])
  expect(read("('a' 'b')")).toEqual(['ab'])
  for (const list of ["(('a', 'b'))", "(('a'), ('b'),)", "((('a'), 'b'))"]) expect(read(list)).toEqual(['a', 'b'])
  expect(read("('\\x41\\u0042\\103\\n\\q', r'\\n')")).toEqual(['ABC\n\\q', '\\n'])
})

test.each([
  ['metrics.a > 1 OR metrics.b > 2', "'OR' (at position 15)"],
  ['(metrics.a > 1)', "'(metrics.a > 1)' (at position 1)"],
  ["params.a = 'x", "'params.a', '=', ''', 'x' (at position 1)"],
  ["params.a = 'x';", "';' (at position 15)"],
  ["params.a = 'x' -- c", "'-- c' (at position 16)"],
  ["/* c */ params.a = 'x'", "'/* c */' (at position 1)"],
  ["' OR 1=1 --", "''', 'OR', '--' (at position 1)"],
  ['params.a', "'params.a' (at position 1)"],
  ['params.a =', "'params.a', '=' (at position 1)"],
  ["= 'x'", "'=', ''x'' (at position 1)"],
  ['metrics.a < = 3', "'metrics.a', '<', '=', '3' (at position 1)"],
  ['metrics.a > +1', "'metrics.a', '>', '+', '1' (at position 1)"],
  ["run name = 'x'", "'run' (at position 1)"],
  ["key = 'x'", "'key', '=', ''x'' (at position 1)"],
  ['params.a ＝ ‘x’', "'params.a', '＝', '‘', 'x', '’' (at position 1)"],
  ['params.a = \u0000', "'params.a', '=', '\u0000' (at position 1)"]
])('%s is refused and its place is named', (filter, place) => {
  expect(refusal(filter)).toBe(`Invalid clause(s) in filter string: ${place}`)
})

test('ill-formed lists are refused', () => {
  for (const list of ["('a' OR 'b')", '(a)', "('a' 5)", "('a',,)", "('a' ('b'))", "(('a') 'b')", "('a\nb')"])
    expect(refusal(`run_id IN ${list}`)).toMatch(/ill-formed list/)
  expect(refusal("run_id IN ('a'")).toMatch(/^Invalid clause/)
  expect(refusal("run_id IN ('a', ('b', 1))")).toMatch(/different type in list: \('a', \('b', 1\)\)$/)
  expect(refusal('run_id IN (())')).toMatch(/got empty list$/)
})

test('brackets nested too deeply are refused', () => {
  const nest = (count: number, open: string, inner: string, close: string) => open.repeat(count) + inner + close.repeat(count)
  for (const count of [99, 100, 1000]) expect(refusal(nest(count, '(', "params.lr = 'a'", ')'))).toMatch(/^Error on parsing filter/)
  expect(refusal(nest(98, '(', "params.lr = 'a'", ')'))).toMatch(/^Invalid clause/)
  // The comparison and its sides are groups too, a text is none, and lists are made last.
  expect(readFilter(`run_id IN ${nest(100, '(', "'a', 'b'", ')')}`, runTarget)).toMatchObject([{ value: ['a', 'b'] }])
  expect(refusal(`run_id IN ${nest(100, '(', '"a"', ')')}`)).toMatch(/^Error on parsing filter/)
  expect(refusal(nest(50, '([', 'a', '])'))).toMatch(/^Invalid clause/)
  expect(refusal(nest(51, '([', 'a', '])'))).toMatch(/^Error on parsing filter/)
})

test('filters beyond the limits are refused quickly and the limit is named', () => {
  expect(refusal('x'.repeat(1_048_576))).toContain(`The limit is ${filterLimits.characters} characters`)
  expect(refusal(Array(1000).fill("params.a = 'b'").join(' AND '))).toContain(`more than ${filterLimits.comparisons} comparisons`)
  expect(refusal(Array(20_000).fill("a = 'b'").join(' AND '))).toMatch(/^Error on parsing filter/)
  expect(refusal(`run_id IN (${Array(10_001).fill("'a'").join(',')})`)).toContain(`more than ${filterLimits.listItems} items`)
  expect(refusal(`run_id IN (${Array(20_001).fill("'a'").join(',')})`)).toMatch(/^Error on parsing filter/)
  expect(refusal(`run_id IN (${Array(6000).fill('a').join(',')})`)).toMatch(/^Error on parsing filter/)
})
