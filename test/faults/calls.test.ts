import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { FailureCode } from '../../src/preload/contract/reply.ts'
import { type AppHost, openApp } from '../support/app-host.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'

/** A call that somebody got wrong: the input beside the registry's id, the code, and what the message must name. */
type Row = readonly [call: string, input: unknown, code: FailureCode, names: RegExp]

const ghostRun = 'f'.repeat(32)
const nest = (depth: number) => {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

/** Makes each call on a filled home and holds it to the promise: refused with that code, naming the thing and what to do, and nothing changed anywhere. */
async function expectRefusals(makeRows: (host: AppHost) => readonly Row[]): Promise<void> {
  const host = await openApp(makeFilledHome())
  const registry = await host.embedded()
  // The acting person is remembered at the first call.
  await host.call('people.list', {})
  const before = describeHome(host.home)
  for (const [call, input, code, names] of makeRows(host)) {
    const isFields = typeof input === 'object' && input !== null && !Array.isArray(input)
    const failure = await host.refuse(call, isFields ? { registry, ...input } : input)
    const said = { call, code: failure.code, message: failure.message, remedy: failure.remedy }
    expect
      .soft(said, `${call}: ${failure.message}`)
      .toEqual({ call, code, message: expect.stringMatching(names), remedy: expect.stringMatching(/\w.*\.$/) })
    expect.soft(failure.message, `${call} shows no inner workings`).not.toMatch(/\bat .*\.(ts|js):|SQLITE_|\[object/)
  }
  expect(describeHome(host.home)).toEqual(before)
}

test('what is not there is named: registries, models, versions, aliases, stages', () =>
  expectRefusals(() => [
    ['models.list', { registry: 'nope' }, 'NOT_FOUND', /registry.*nope/],
    ['registries.close', { registry: 'nope' }, 'NOT_FOUND', /registry.*nope/],
    ['models.get', { model: 'ghost' }, 'NOT_FOUND', /“ghost”/],
    ['models.metricOverVersions', { model: 'ghost', metric: 'a' }, 'NOT_FOUND', /“ghost”/],
    ['models.setTag', { model: 'ghost', key: 'k', value: 'v' }, 'NOT_FOUND', /ghost/],
    ['models.deleteTag', { model: 'churn', key: 'nowhere' }, 'NOT_FOUND', /“churn” has no tag “nowhere”/],
    ['models.setAlias', { model: 'churn', alias: 'good', version: '99' }, 'NOT_FOUND', /churn.*99/],
    ['models.deleteAlias', { model: 'churn', alias: 'nobody' }, 'NOT_FOUND', /“churn” has no alias @nobody/],
    ['models.deleteAlias', { model: 'ghost', alias: 'nobody' }, 'NOT_FOUND', /ghost/],
    ['models.delete', { model: 'ghost', typedName: 'ghost' }, 'NOT_FOUND', /“ghost”/],
    [
      'policies.set',
      { model: 'ghost', approvalFor: [], approvalsNeeded: 1, maySelfApprove: false, productionOnlyFromStaging: true },
      'NOT_FOUND',
      /“ghost”/
    ],
    ['versions.list', { model: 'ghost' }, 'NOT_FOUND', /“ghost”/],
    ['versions.get', { model: 'ghost', reference: 'latest' }, 'NOT_FOUND', /“ghost”/],
    ['versions.get', { model: 'churn', reference: '99' }, 'NOT_FOUND', /“churn” has no version 99/],
    ['versions.get', { model: 'churn', reference: '9'.repeat(18) }, 'NOT_FOUND', /“churn” has no version 9{18}/],
    ['versions.get', { model: 'churn', reference: '@nobody' }, 'NOT_FOUND', /“churn” has no alias @nobody/],
    ['versions.get', { model: 'pricing', reference: 'Production' }, 'NOT_FOUND', /“pricing” is in Production/],
    ['versions.get', { model: 'churn', reference: 'Live' }, 'NOT_FOUND', /“Live”.*“churn”/],
    ['versions.contents', { model: 'churn', version: '99' }, 'NOT_FOUND', /“churn” has no version 99/],
    ['versions.digest', { model: 'churn', version: '99' }, 'NOT_FOUND', /“churn” has no version 99/],
    ['versions.update', { model: 'churn', version: '99', description: 'x' }, 'NOT_FOUND', /churn.*99/],
    ['versions.deleteTag', { model: 'churn', version: '1', key: 'nowhere' }, 'NOT_FOUND', /churn v1 has no tag “nowhere”/],
    ['versions.delete', { model: 'churn', version: '99', typedName: 'churn v99' }, 'NOT_FOUND', /“churn” has no version 99/],
    [
      'comparisons.versions',
      {
        versions: [
          { model: 'churn', version: '1' },
          { model: 'churn', version: '99' }
        ]
      },
      'NOT_FOUND',
      /“churn” has no version 99/
    ]
  ]))

test('what is not there is named: runs, artifacts, requests, people, predictions, files', () =>
  expectRefusals((host) => [
    ['runs.get', { runId: ghostRun }, 'NOT_FOUND', /ffff/],
    ['comparisons.runs', { runIds: [runId, ghostRun] }, 'NOT_FOUND', /ffff/],
    ['versions.register', { model: 'new', runId: ghostRun }, 'NOT_FOUND', /ffff/],
    ['versions.register', { model: 'new', runId, path: 'nothing' }, 'NOT_FOUND', /nothing.*1111/],
    ['artifacts.list', { root: { kind: 'run', runId: ghostRun } }, 'NOT_FOUND', /ffff/],
    ['artifacts.preview', { root: { kind: 'run', runId }, path: 'nothing.txt' }, 'NOT_FOUND', /nothing\.txt/],
    ['artifacts.hash', { root: { kind: 'run', runId }, path: 'nothing.txt' }, 'NOT_FOUND', /nothing\.txt/],
    ['artifacts.preview', { root: { kind: 'version', model: 'ghost', version: '1' }, path: 'x' }, 'NOT_FOUND', /“ghost”/],
    ['promotions.request', { model: 'churn', version: '99', stage: 'Staging', reason: 'x' }, 'NOT_FOUND', /“churn” has no version 99/],
    ['promotions.promote', { model: 'churn', version: '99', stage: 'Staging' }, 'NOT_FOUND', /“churn” has no version 99/],
    ['promotions.promote', { model: 'ghost', version: '1', stage: 'Staging' }, 'NOT_FOUND', /“ghost”/],
    ...['get', 'approve', 'withdraw', 'retry'].map((verb): Row => [`promotions.${verb}`, { id: 'r-17' }, 'NOT_FOUND', /request.*r-17/]),
    ['promotions.reject', { id: 'r-17', reason: 'x' }, 'NOT_FOUND', /request.*r-17/],
    ['people.switch', { id: 'p-17' }, 'NOT_FOUND', /person.*p-17/],
    ['predictions.prepare', { model: 'pricing', reference: '9' }, 'NOT_FOUND', /“pricing” has no version 9/],
    ['predictions.unload', { model: 'ghost', reference: '1' }, 'NOT_FOUND', /“ghost”/],
    ['predictions.get', { id: 'x-17' }, 'NOT_FOUND', /prediction.*x-17/],
    ['predictions.rerun', { id: 'x-17' }, 'NOT_FOUND', /prediction.*x-17/],
    [
      'predictions.run',
      { model: 'pricing', reference: '1', body: { kind: 'csv', file: host.handle('/nothing/here.csv') } },
      'NOT_FOUND',
      /“here\.csv”/
    ],
    ['predictions.setPython', { file: host.handle('/nothing/python') }, 'INVALID', /“\/nothing\/python”/],
    ['predictions.export', { format: 'csv', target: 'forged' }, 'INVALID', /file is no longer known/],
    ['snapshots.verify', { file: 'forged' }, 'INVALID', /file is no longer known/],
    ['snapshots.verify', { file: host.handle('/nothing/x.greenroom') }, 'NOT_FOUND', /“x\.greenroom”/],
    ['registries.open', { file: host.handle('/nothing/x.greenroom') }, 'NOT_FOUND', /“x\.greenroom”/],
    ['snapshots.export', { models: ['ghost'], target: host.target(path.join(host.home, 'x')) }, 'NOT_FOUND', /“ghost”/],
    ['snapshots.export', { target: host.target('/nothing/x.greenroom') }, 'NOT_FOUND', /\/nothing/]
  ]))

test('wrong types, values and sizes are refused with the field and the limit', () =>
  expectRefusals(() => [
    ['models.get', null, 'INVALID', /registry/],
    ['models.get', [], 'INVALID', /object, received array/],
    ['models.get', 'churn', 'INVALID', /object, received string/],
    ['models.get', {}, 'INVALID', /model.*received undefined/],
    ['models.get', { model: 7 }, 'INVALID', /model.*string, received number/],
    ['models.list', { limit: 100_000 }, 'INVALID', /limit.*1000/],
    ['models.list', { limit: 0 }, 'INVALID', /limit.*1/],
    ['models.list', { limit: 'ten' }, 'INVALID', /limit.*number, received string/],
    ['models.list', { offset: -1 }, 'INVALID', /offset.*0/],
    ['models.list', { offset: 1.5 }, 'INVALID', /offset.*int/],
    ['models.list', { sort: { key: 'colour', descending: false } }, 'INVALID', /“colour”/],
    ['models.list', { filter: "nome = 'x'" }, 'INVALID', /'nome'/],
    ['models.list', { filter: "name = 'x" }, 'INVALID', /position 1/],
    ['runs.list', { filter: 'metrics.acc >' }, 'INVALID', /metrics\.acc.*position 1/],
    ['models.create', { model: '' }, 'INVALID', /model/],
    ['models.create', { model: 'a/b' }, 'INVALID', /'a\/b'/],
    ['models.create', { model: 'a:b' }, 'INVALID', /'a:b'/],
    ['models.create', { model: 'x'.repeat(257) }, 'INVALID', /model.*256/],
    ['models.create', { model: 'x', description: 'd'.repeat(4001) }, 'INVALID', /description.*4000/],
    ['models.create', { model: 'churn' }, 'CONFLICT', /churn.*already exists/],
    ['models.setTag', { model: 'churn', key: 'k'.repeat(251), value: 'v' }, 'INVALID', /key.*250/],
    ['models.setTag', { model: 'churn', key: 'k', value: 'v'.repeat(100_001) }, 'INVALID', /value.*100000/],
    ['models.setAlias', { model: 'churn', alias: 'latest', version: '1' }, 'INVALID', /'latest'/],
    ['models.setAlias', { model: 'churn', alias: 'v3', version: '1' }, 'INVALID', /'v3'/],
    ['models.setAlias', { model: 'churn', alias: 'a b', version: '1' }, 'INVALID', /'a b'/],
    ['models.delete', { model: 'pricing', typedName: 'prices' }, 'INVALID', /pricing/],
    ['models.delete', { model: 'churn', typedName: 'churn' }, 'CONFLICT', /churn.*v1 is in Production/],
    ['versions.contents', { model: 'churn', version: '1.0' }, 'INVALID', /version.*whole number/],
    ['versions.contents', { model: 'churn', version: '-1' }, 'INVALID', /version.*whole number/],
    ['versions.register', { model: 'a/b', runId }, 'INVALID', /'a\/b'/],
    ['versions.register', { model: 'new', runId, path: '../../x' }, 'UNSAFE_PATH', /\.\./],
    ['versions.delete', { model: 'churn', version: '3', typedName: 'wrong' }, 'INVALID', /“churn v3”/],
    ['artifacts.list', { root: { kind: 'run', runId }, path: '../..' }, 'UNSAFE_PATH', /\.\./],
    ['artifacts.preview', { root: { kind: 'run', runId }, path: '/etc/passwd' }, 'UNSAFE_PATH', /path/i],
    ['artifacts.preview', { root: { kind: 'run', runId }, path: 'model/\0' }, 'UNSAFE_PATH', /path/i],
    ['promotions.promote', { model: 'churn', version: '3', stage: 'Live' }, 'INVALID', /stage.*"Staging"/],
    ['promotions.promote', { model: 'churn', version: '3', stage: 'Production' }, 'FORBIDDEN', /churn v3.*Staging/],
    ['promotions.request', { model: 'churn', version: '3', stage: 'Staging', reason: ' ' }, 'INVALID', /reason/],
    [
      'policies.set',
      { approvalFor: ['Live'], approvalsNeeded: 1, maySelfApprove: false, productionOnlyFromStaging: true },
      'INVALID',
      /approvalFor.*"Staging"/
    ],
    ['people.add', { name: '' }, 'INVALID', /name/],
    ['service.start', { port: 80 }, 'INVALID', /port.*1024/],
    ['service.start', { port: '5500' }, 'INVALID', /port.*number, received string/],
    ['settings.get', { key: 'colour' }, 'INVALID', /key.*"appearance"/],
    ['settings.set', { key: 'columns' }, 'INVALID', /value/],
    ['settings.set', { key: 'columns', value: nest(20_000) }, 'INVALID', /nested deeper than 500/],
    ['settings.set', { key: 'columns', value: 'x'.repeat(8_000_000) }, 'TOO_LARGE', /“columns”.*1000000/]
  ]))

test('a body that does not fit the signature names the field, the expected and the given type', () => {
  const run = (body: unknown, more: object = {}) => ({ model: 'pricing', reference: '1', body, ...more })
  const rows = (...records: unknown[]) => run({ kind: 'records', rows: records })
  const text = (json: string) => run({ kind: 'json', text: json })
  return expectRefusals((host) => {
    const csv = (name: string, content: string) => {
      const file = path.join(path.dirname(host.home), name)
      writeFileSync(file, content)
      return run({ kind: 'csv', file: host.handle(file) })
    }
    return [
      ['predictions.run', rows({ tenure: 'long', plan: 'a' }), 'INVALID', /“tenure”, row 1: double is expected, string “long”/],
      ['predictions.run', rows({ tenure: 1, plan: 'a' }, { tenure: true, plan: 'a' }), 'INVALID', /“tenure”, row 2: double is expected/],
      ['predictions.run', rows({ tenure: 1, plan: 5 }), 'INVALID', /“plan”, row 1: string is expected, long 5/],
      ['predictions.run', rows({ tenure: 1 }), 'INVALID', /lacks “plan” \(string\)/],
      ['predictions.run', rows({ tenure: nest(20_000), plan: 'a' }), 'INVALID', /nested deeper than 500/],
      ['predictions.run', rows(), 'INVALID', /rows.*1/],
      ['predictions.run', text('{oops'), 'INVALID', /not JSON.*line 1/],
      ['predictions.run', text('7'), 'INVALID', /object or list/],
      ['predictions.run', text('[{"tenure": "long", "plan": "a"}]'), 'INVALID', /“tenure”, row 1: double is expected/],
      ['predictions.run', text('{"dataframe_split": {"columns": ["tenure", "plan"], "data": [[1]]}}'), 'INVALID', /Row 1.*2 cells/],
      ['predictions.run', text('{"inputs": [1], "instances": [1]}'), 'INVALID', /“instances” and “inputs”/],
      ['predictions.run', text(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 'INVALID', /nested more than 100/],
      ['predictions.run', text(' '.repeat(16_000_001)), 'INVALID', /body\.text.*16000000/],
      ['predictions.run', csv('wrong type.csv', 'tenure,plan\n1,a\nlong,b\n'), 'INVALID', /“tenure”, row 2: double is expected/],
      ['predictions.run', csv('missing.csv', 'tenure\n1\n'), 'INVALID', /lacks “plan” \(string\)/],
      ['predictions.run', csv('empty.csv', ''), 'INVALID', /header|empty|rows/],
      ['predictions.run', csv('header only.csv', 'tenure,plan\n'), 'INVALID', /rows/],
      ['predictions.run', csv('ragged.csv', 'tenure,plan\n1,a\n2\n'), 'INVALID', /row|line/i],
      ['predictions.run', csv('twice.csv', 'tenure,tenure,plan\n1,2,a\n'), 'INVALID', /“tenure”/],
      ['predictions.run', csv('binary.csv', 'tenure,plan\n1,\0\n'), 'INVALID', /NUL|text|row/i],
      ['predictions.run', run({ kind: 'csv', file: host.handle(host.home) }), 'INVALID', /home 家/],
      ['predictions.run', run({ kind: 'xml', text: '' }), 'INVALID', /body\.kind.*'records' \| 'json' \| 'csv'/],
      ['predictions.run', run({ kind: 'json', text: '[1]' }, { timeoutMs: 5 }), 'INVALID', /timeoutMs.*100/],
      ['predictions.consent', { model: 'pricing', reference: '1', digest: 'zz' }, 'INVALID', /digest/],
      ['predictions.consent', { model: 'pricing', reference: '1', digest: 'a'.repeat(64) }, 'CONFLICT', /pricing v1 changed/]
    ]
  })
})

test('files that are something else are refused by name, and nothing is written over or beside them', () =>
  expectRefusals((host) => {
    const folder = path.join(path.dirname(host.home), 'a folder')
    mkdirSync(folder)
    const text = path.join(folder, 'notes.greenroom')
    writeFileSync(text, 'no snapshot')
    const download = { root: { kind: 'version', model: 'churn', version: '1' }, path: '' }
    return [
      ['snapshots.verify', { file: host.handle('/dev/zero') }, 'INVALID', /“zero”/],
      ['snapshots.verify', { file: host.handle(folder) }, 'INVALID', /a folder/],
      ['snapshots.verify', { file: host.handle(text) }, 'CORRUPT', /end of the archive/],
      ['registries.open', { file: host.handle(text) }, 'CORRUPT', /end of the archive/],
      ['registries.open', { file: host.handle(path.join(host.home, 'registry', 'mlflow.db')) }, 'CORRUPT', /archive/],
      ['registries.close', {}, 'INVALID', /My registry/],
      ['snapshots.export', { target: host.target(folder) }, 'INVALID', /a folder/],
      ['predictions.export', { format: 'csv', target: host.target(folder) }, 'INVALID', /a folder/],
      ['predictions.export', { format: 'json', target: host.target('/nothing/x.json') }, 'NOT_FOUND', /\/nothing/],
      ['artifacts.download', { ...download, target: host.target('/nothing/copy') }, 'NOT_FOUND', /\/nothing/],
      ['artifacts.download', { ...download, target: host.target(text) }, 'CONFLICT', /notes\.greenroom/],
      ['snapshots.export', { target: host.handle(text) }, 'INVALID', /“notes\.greenroom” was chosen to be read/],
      ['predictions.export', { format: 'csv', target: host.handle(text) }, 'INVALID', /chosen to be read/],
      ['artifacts.download', { ...download, target: host.handle('/nothing/copy') }, 'INVALID', /chosen to be read/],
      ['snapshots.verify', { file: host.target(text) }, 'INVALID', /“notes\.greenroom” was chosen to be written/],
      ['registries.open', { file: host.target(text) }, 'INVALID', /chosen to be written/]
    ]
  }))

test('names that no call has reach nothing, whatever JavaScript makes of them', () =>
  expectRefusals(() =>
    ['models.destroy', '__proto__', 'constructor', 'toString', 'files.choose', '', 'x'.repeat(100_000)].map(
      (name): Row => [name, {}, 'UNSUPPORTED', new RegExp(`no call “${name.slice(0, 100)}”`)]
    )
  ))
