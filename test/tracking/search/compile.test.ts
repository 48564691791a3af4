import { expect, test } from 'vitest'
import { compileFilter } from '../../../src/main/tracking/search/compile.ts'
import { compileOrder } from '../../../src/main/tracking/search/order-by.ts'
import { cutPage, makePageToken, readPageToken } from '../../../src/main/tracking/search/page-token.ts'
import type { SearchTarget } from '../../../src/main/tracking/search/target.ts'
import { experimentTarget, modelVersionTarget, registeredModelTarget, runTarget } from '../../../src/main/tracking/search/targets.ts'
import { makeRegistry } from '../registry-fixture.ts'

const hostile = ["x'; DROP TABLE runs; --", '" OR 1=1', '`', '\\', '%', '\u0000', '🙂']
const tables: Readonly<Record<string, SearchTarget>> = {
  runs: runTarget,
  experiments: experimentTarget,
  registered_models: registeredModelTarget,
  model_versions: modelVersionTarget
}

test.each(Object.entries(tables))('every filter of %s that compiles also runs', (table, target) => {
  const { db } = makeRegistry()
  const prefixes = Object.keys(target.prefixes)
  const names = [...Object.keys(target.attributes), ...prefixes.flatMap((prefix) => [`${prefix}.k`, `${prefix}.name`, `${prefix}.\`a b\``])]
  const rights = [
    "= 'x'",
    "!= '1'",
    "LIKE 'a%'",
    "ILIKE 'A%'",
    "IN ('a','2')",
    "NOT IN ('1')",
    '> 5',
    '<= 1.5',
    '= 7',
    'IS NULL',
    'IS NOT NULL'
  ]
  let ran = 0
  for (const name of names)
    for (const right of rights) {
      let compiled: ReturnType<typeof compileFilter>
      const quoted = name.includes(' ') && !name.includes('`') ? `\`${name}\`` : name
      try {
        compiled = compileFilter(`${quoted} ${right}`, target)
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID' })
        continue
      }
      db.prepare<unknown[], unknown>(`SELECT 1 FROM ${table} WHERE ${compiled.sql}`).all(...compiled.parameters)
      ran += 1
    }
  expect(ran).toBeGreaterThan(names.length)
})

test('values travel as parameters, never as SQL', () => {
  for (const value of hostile) {
    const compiled = compileFilter(`params.a = '${value.replaceAll("'", '')}'`, runTarget)
    expect(compiled.sql).not.toContain('DROP')
    expect(compiled.parameters).toEqual(['a', value.replaceAll("'", '')])
  }
})

test('numbers stay exact and bounded', () => {
  expect(compileFilter('start_time > 9223372036854775807', runTarget).parameters).toEqual([9223372036854775807n])
  for (const number of ['9223372036854775808', '1e999']) expect(() => compileFilter(`start_time > ${number}`, runTarget)).toThrow(/beyond/)
  expect(() => compileFilter('metrics.a > 1e999', runTarget)).toThrow(/beyond a double/)
})

test.each([
  ["foo.a = 'x'", /Invalid entity type 'foo'. Valid values are \['metric', 'parameter', 'tag', 'attribute', 'dataset'\]/],
  ["attributes.__class__ = 'x'", /Invalid attribute key '__class__' specified. Valid keys are/],
  ["constructor.a = 'x'", /Invalid entity type 'constructor'/],
  ["toString = 'x'", /Invalid attribute key 'toString'/],
  ["dataset.foo = 'x'", /Invalid dataset key 'foo'/],
  ["metrics.a > '1'", /Expected numeric value type for metric. Found '1'/],
  ['params.a = 5', /Expected a quoted string value for parameter \(e.g. 'my-value'\). Got value 5/],
  ['params.a = x', /either not quoted or unidentified quote types used for string value x/],
  ["params.a == 'x'", /Invalid comparator '==' not one of/],
  ["params.a RLIKE '(a+)+$'", /Invalid comparator 'RLIKE' not one of/],
  ["start_time > '5'", /Expected numeric value type for numeric attribute: start_time. Found '5'/],
  ["status IN ('a')", /Only \['run_id'\] attributes support comparison with a list/],
  ['run_id IN ()', /expected a non-empty list of string values, but got empty list/],
  ['run_id IN (1)', /expected string value, punctuation, or whitespace/],
  ['metrics.a IS NULL', /IS NULL \/ IS NOT NULL is only supported for tags and params/],
  [`params.a LIKE '${'%a'.repeat(5001)}'`, /at most 10000 characters/]
])('%s is refused in MLflow’s words', (filter, message) => {
  expect(() => compileFilter(filter, runTarget)).toThrow(message)
})

test('a pattern full of wildcards answers in bounded time', () => {
  const { db } = makeRegistry()
  const { sql, parameters } = compileFilter(`name LIKE '${'%a'.repeat(4999)}'`, experimentTarget)
  db.prepare<[string], never>('UPDATE experiments SET name = ?').run('a'.repeat(10_000))
  expect(db.prepare<unknown[], unknown>(`SELECT 1 FROM experiments WHERE ${sql}`).all(...parameters)).toHaveLength(1)
  db.prepare<[string], never>('UPDATE experiments SET name = ?').run('b'.repeat(10_000))
  expect(db.prepare<unknown[], unknown>(`SELECT 1 FROM experiments WHERE ${sql}`).all(...parameters)).toHaveLength(0)
})

test('prompts stay out unless the filter asks for them', () => {
  const { db, addModel } = makeRegistry()
  addModel('model')
  addModel('prompt', [{ key: 'mlflow.prompt.is_prompt', value: 'true' }])
  const find = (filter: string) => {
    const { sql, parameters } = compileFilter(filter, registeredModelTarget)
    return db
      .prepare<unknown[], { name: string }>(`SELECT name FROM registered_models WHERE ${sql} ORDER BY name`)
      .all(...parameters)
      .map(({ name }) => name)
  }
  expect(find('')).toEqual(['model'])
  expect(find("tags.`mlflow.prompt.is_prompt` != 'true'")).toEqual(['model'])
  expect(find("tags.`mlflow.prompt.is_prompt` = 'false' AND name LIKE '%'")).toEqual(['model'])
  expect(find("tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['prompt'])
})

test.each([
  [['metrics.a sideways'], /Invalid ordering key/],
  [['metrics.a DESC, start_time'], /Could not be parsed/],
  [[''], /Could not be parsed/],
  [[' start_time'], /Could not be parsed/],
  [['(select 1)'], /Could not be parsed/],
  [['metrics.a;drop'], /Could not be parsed/],
  [['foo'], /Invalid attribute key 'foo'/],
  [['dataset.name'], /Invalid identifier type 'dataset'/],
  [['metrics.a', 'metric.`a` DESC'], /duplicate fields/],
  [Array(21).fill('start_time'), /at most 20 clauses/]
])('order_by %j is refused', (orderBy, message) => {
  expect(() => compileOrder(orderBy, runTarget)).toThrow(message)
})

test('page tokens go forth and back; foreign ones are refused', () => {
  expect(readPageToken(makePageToken(25_000))).toBe(25_000)
  expect(Buffer.from(makePageToken(7), 'base64').toString()).toBe('{"offset": 7}')
  expect(readPageToken(undefined)).toBe(0)
  for (const token of ['garbage', 'x'.repeat(1_048_576), makePageToken(0), makePageToken(-5), btoa('{"offset": "x"}'), btoa('[]')])
    expect(() => readPageToken(token)).toThrow(/Invalid page token/)
  expect(cutPage([1, 2, 3], 10, 2)).toEqual({ rows: [1, 2], nextPageToken: makePageToken(12) })
  expect(cutPage([1, 2], 10, 2)).toEqual({ rows: [1, 2] })
})
