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
