import { expect, test } from 'vitest'
import { createRun, startRegistry } from './registry-client.ts'

test('sources of new versions must match the pattern that the service was given, those of prompts too', async () => {
  const { call } = await startRegistry({ sourcePattern: 'artifacts:/0/' })
  const run_id = await createRun(call)
  await call('POST', 'registered-models/create', { name: 'churn' })
  const create = (source: string, more: object = {}) => call('POST', 'model-versions/create', { name: 'churn', source, ...more })
  // Searched for, not matched from the start, as MLflow does.
  const made = await create(`mlflow-artifacts:/0/${run_id}/artifacts/model`, { run_id })
  expect(made.body.model_version).toMatchObject({ version: '1' })
  const marked = { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] }
  for (const [source, more] of [
    ['models:/churn/1', {}],
    [`runs:/${run_id}/model`, { run_id }],
    ['prompt-template', marked]
  ] as const)
    expect(await create(source, more)).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: `Invalid model version source: '${source}'.` }
    })
})

test('without a pattern every source that the registry takes is taken, and one that is none stops the start', async () => {
  const { call } = await startRegistry({ sourcePattern: '' })
  const run_id = await createRun(call)
  await call('POST', 'registered-models/create', { name: 'churn' })
  expect((await call('POST', 'model-versions/create', { name: 'churn', source: `runs:/${run_id}/model`, run_id })).status).toBe(200)
  await expect(startRegistry({ sourcePattern: '(' })).rejects.toMatchObject({ code: 'INVALID' })
})
