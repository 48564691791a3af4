import path from 'node:path'
import { expect, test } from 'vitest'
import { makeHome, openApp } from '../../support/app-host.ts'
import { makeFilledHome } from '../../support/filled-home.ts'

test('requests travel in a snapshot with their timeline and evidence; nobody can decide them there', async () => {
  const theirs = await openApp(makeFilledHome(), { actAs: 'Bo' })
  const registry = await theirs.embedded()
  const made = await theirs.call('promotions.request', {
    registry,
    model: 'churn',
    version: '2',
    stage: 'Production',
    reason: 'more recall'
  })
  const rejected = await theirs.call('promotions.request', { registry, model: 'churn', version: '3', stage: 'Staging', reason: 'a trial' })
  await theirs.call('promotions.reject', { id: rejected.id, reason: 'not yet' })
  const file = path.join(theirs.home, 'with requests.greenroom')
  await theirs.call('snapshots.export', { registry, models: ['churn'], target: theirs.target(file) })

  const ours = await openApp(makeHome())
  const { id } = await ours.call('registries.open', { file: ours.handle(file) })
  const list = (show: 'open' | 'closed' | 'all', more = {}) => ours.call('promotions.list', { registry: id, show, ...more })

  const open = await list('open')
  expect(open).toMatchObject({
    total: 1,
    rows: [{ model: 'churn', version: '2', reason: 'more recall', requestedBy: 'Bo', status: 'pending' }]
  })
  expect((await list('closed')).rows).toMatchObject([{ version: '3', status: 'rejected' }])
  expect((await list('all', { limit: 1, offset: 1 })).total).toBe(2)
  expect((await list('all', { model: 'pricing' })).rows).toEqual([])
  expect(await ours.call('promotions.list', { show: 'all' }), 'ours').toMatchObject({ total: 0 })

  const foreignId = open.rows[0]?.id ?? ''
  expect(foreignId).not.toBe(made.id)
  const detail = await ours.call('promotions.get', { id: foreignId })
  expect(detail.events).toMatchObject([{ kind: 'requested', actor: 'Bo', note: 'more recall' }])
  expect(detail.evidence.map((group) => group.name)).toContain('Metrics')
  for (const permission of Object.values(detail.may))
    expect(permission).toMatchObject({ allowed: false, why: expect.stringContaining('read-only') })
  expect(await ours.refuse('promotions.approve', { id: foreignId })).toMatchObject({ code: 'NOT_FOUND' })
})

test('the sample’s open request is decided like any of ours, and goes with the sample', async () => {
  const host = await openApp(makeHome())
  const { id: registry } = await host.call('registries.addSample', {})
  const [open] = (await host.call('promotions.list', { show: 'open' })).rows
  expect(open).toMatchObject({ registryId: registry, model: 'wine-cultivar', version: '6', toStage: 'Production', requestedBy: 'lin' })
  const past = await host.call('promotions.list', { registry, show: 'closed' })
  expect(past.rows.map((row) => row.status).sort()).toEqual(['applied', 'applied', 'applied', 'rejected'])

  expect(await host.call('promotions.approve', { id: open?.id ?? '' })).toMatchObject({ status: 'applied', problem: null })
  expect(await host.call('versions.get', { registry, model: 'wine-cultivar', reference: 'Production' })).toMatchObject({ version: '6' })

  await host.call('registries.removeSample', {})
  expect(await host.call('promotions.list', { show: 'all' })).toMatchObject({ total: 0 })
})

test('the sample is not removed with one’s own models and runs in it, unless that is meant', async () => {
  const host = await openApp(makeHome())
  const { id: registry } = await host.call('registries.addSample', {})
  await host.call('models.create', { registry, model: 'mine' })
  expect(await host.refuse('registries.removeSample', {})).toMatchObject({
    code: 'CONFLICT',
    message: 'The sample registry holds models of yours (“mine”): removing it would delete them.'
  })
  expect((await host.call('models.list', { registry })).total).toBe(4)
  await host.call('registries.removeSample', { withOwn: true })
  expect((await host.call('registries.list', {})).map((one) => one.kind)).toEqual(['embedded'])
})
