import { expect, test } from 'vitest'
import { describeChanges, hasHappened } from '../../../src/main/core/activity/rules.ts'
import { changeActions, type RegistryChange } from '../../../src/main/tracking/changes.ts'

const change = (part: Partial<RegistryChange> & Pick<RegistryChange, 'action'>): RegistryChange => ({
  model: 'churn',
  version: null,
  versionCreatedMs: null,
  key: null,
  before: null,
  after: null,
  ...part
})
const stage = (version: string, before: string, after: string) =>
  change({ action: 'stage.changed', version, versionCreatedMs: 1, before, after })

test('a promotion is one sentence that names what it archived', () => {
  expect(describeChanges([stage('18', 'Production', 'Archived'), stage('20', 'Staging', 'Production')])).toEqual([
    'archived v18, replaced in Production by v20',
    'moved v20 from Staging to Production; v18 archived'
  ])
  expect(describeChanges([stage('20', 'None', 'Staging')])).toEqual(['moved v20 from None to Staging'])
  expect(describeChanges([stage('20', 'Staging', 'Archived')])).toEqual(['moved v20 from Staging to Archived'])
})

test('unrelated moves in one act are not mixed up', () => {
  const sentences = describeChanges([
    stage('1', 'Staging', 'Archived'),
    stage('2', 'Staging', 'Production'),
    { ...stage('9', 'None', 'Staging'), model: 'other' }
  ])
  expect(sentences).toEqual(['moved v1 from Staging to Archived', 'moved v2 from Staging to Production', 'moved v9 from None to Staging'])
})

test.each([
  [change({ action: 'alias.set', version: '21', key: 'champion', before: '18', after: '21' }), 'moved alias @champion from v18 to v21'],
  [change({ action: 'alias.set', version: '21', key: 'champion', after: '21' }), 'set alias @champion on v21'],
  [change({ action: 'alias.deleted', version: '21', key: 'champion', before: '21' }), 'removed alias @champion from v21'],
  [change({ action: 'version.tagSet', version: '2', key: 'team', before: 'a', after: 'b' }), 'set tag team of v2 to “b” (was “a”)'],
  [change({ action: 'model.tagSet', key: 'team', after: 'x'.repeat(100) }), `set tag team to “${'x'.repeat(60)}…”`],
  [change({ action: 'model.renamed', before: 'old', after: 'new' }), 'renamed old to new'],
  [change({ action: 'version.created', version: '3' }), 'registered v3']
])('%o reads as a sentence', (one, sentence) => {
  expect(describeChanges([one])).toEqual([sentence])
})

test('every kind of change has a sentence', () => {
  for (const action of changeActions) {
    const [sentence] = describeChanges([change({ action, version: '1', key: 'k', before: '1', after: '2' })])
    expect(sentence).toMatch(/^[a-z]+ .+/)
    expect(sentence).not.toMatch(/null|undefined/)
  }
})

const model = { description: 'd', tags: { team: 'a' }, aliases: [{ alias: 'champion', version: '2' }] }
const version = { createdMs: 1, stage: 'Production', description: 'vd', tags: { k: 'v' } }

test.each([
  [stage('2', 'Staging', 'Production'), true],
  [stage('2', 'Production', 'Staging'), false],
  [{ ...stage('2', 'Staging', 'Production'), versionCreatedMs: 99 }, false],
  [change({ action: 'alias.set', key: 'champion', version: '2', after: '2' }), true],
  [change({ action: 'alias.set', key: 'champion', version: '3', after: '3' }), false],
  [change({ action: 'alias.deleted', key: 'champion' }), false],
  [change({ action: 'alias.deleted', key: 'other' }), true],
  [change({ action: 'model.created' }), true],
  [change({ action: 'model.deleted' }), false],
  [change({ action: 'model.updated', after: 'd' }), true],
  [change({ action: 'model.updated', after: 'e' }), false],
  [change({ action: 'model.tagSet', key: 'team', after: 'a' }), true],
  [change({ action: 'model.tagDeleted', key: 'team' }), false],
  [change({ action: 'version.created', version: '2', versionCreatedMs: 1 }), true],
  [change({ action: 'version.created', version: '2', versionCreatedMs: 3 }), false],
  [change({ action: 'version.deleted', version: '2', versionCreatedMs: 1 }), false],
  [change({ action: 'version.updated', version: '2', after: 'vd' }), true],
  [change({ action: 'version.tagSet', version: '2', key: 'k', after: 'w' }), false],
  [change({ action: 'version.tagDeleted', version: '2', key: 'k' }), false]
])('reading the registry shows whether %o happened: %s', (one, happened) => {
  expect(hasHappened(one, { model, version })).toBe(happened)
})

test('where nothing is left, deletions happened and nothing else did', () => {
  const happened = changeActions.filter((action) =>
    hasHappened(change({ action, version: '1', key: 'k', before: 'x', after: 'y' }), { model: null, version: null })
  )
  expect(happened).toEqual(['model.renamed', 'model.deleted', 'version.deleted'])
})
