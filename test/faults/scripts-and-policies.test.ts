import { expect, test } from 'vitest'
import { openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { makeFilledHome } from '../support/filled-home.ts'
import { findFreePort } from '../support/ports.ts'

test('a script that renames a model through the service does not open the way around its approval policy', {
  timeout: 60_000
}, async () => {
  const host = await openApp(makeFilledHome())
  const of = { registry: await host.embedded(), model: 'churn' }
  const terms = { approvalFor: ['Staging' as const], approvalsNeeded: 1, maySelfApprove: false, productionOnlyFromStaging: true }
  await host.call('policies.set', { ...of, ...terms })
  const { uri } = await host.call('service.start', { port: await findFreePort() })
  const answer = await fetch(`${uri}/api/2.0/mlflow/registered-models/rename`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'churn', new_name: 'leavers' })
  })
  expect(answer.status).toBe(200)
  expect(await runCommand(host.home, ['promote', 'leavers', '3', 'Staging'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('approv')
  })
  expect(await host.call('policies.get', { ...of, model: 'leavers' })).toMatchObject({ ...terms, isInherited: false })
})

test('a policy binds scripts too: the stock way to move a version is refused, and what a script makes pointless is closed', {
  timeout: 60_000
}, async () => {
  const host = await openApp(makeFilledHome())
  const of = { registry: await host.embedded(), model: 'churn' }
  await host.call('policies.set', {
    ...of,
    approvalFor: ['Production'],
    approvalsNeeded: 1,
    maySelfApprove: true,
    productionOnlyFromStaging: true
  })
  const asked = await host.call('promotions.request', { ...of, version: '2', stage: 'Production', reason: 'better' })
  const stagingAsked = await host.call('promotions.request', { ...of, version: '3', stage: 'Staging', reason: 'a trial' })
  const { uri } = await host.call('service.start', { port: await findFreePort() })
  const post = async (route: string, body: object, method = 'POST') => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${uri}/api/2.0/mlflow/${route}`, { method, headers, body: JSON.stringify(body) })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  const move = (version: string, stage: string) =>
    post('model-versions/transition-stage', { name: 'churn', version, stage, archive_existing_versions: true })
  const statusOf = async (id: string) => (await host.call('promotions.get', { id })).status

  expect(await move('2', 'Production')).toMatchObject({
    status: 403,
    body: { error_code: 'PERMISSION_DENIED', message: expect.stringContaining('asks for approval before Production') }
  })
  expect(await host.call('versions.get', { ...of, reference: '2' })).toMatchObject({ stage: 'Staging' })
  expect(await statusOf(asked.id)).toBe('pending')

  expect(await move('3', 'Staging')).toMatchObject({ status: 200 })
  await expect.poll(() => statusOf(stagingAsked.id)).toBe('superseded')
  expect(await host.call('promotions.approve', { id: asked.id })).toMatchObject({ status: 'failed' })
  expect(await post('registered-models/delete', { name: 'churn' }, 'DELETE')).toMatchObject({ status: 200 })
  await expect.poll(() => statusOf(asked.id)).toBe('superseded')
})
