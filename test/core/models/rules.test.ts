import { expect, test } from 'vitest'
import { mayDeleteModel } from '../../../src/main/core/models/rules.ts'

test('a model is deleted only with none of its versions in use and its name typed', () => {
  const model = { name: 'churn', production: [], staging: [] }
  expect(mayDeleteModel(model, 'churn')).toBeNull()
  expect(mayDeleteModel(model, 'Churn')).toMatchObject({ code: 'INVALID', remedy: expect.stringContaining('churn') })
  expect(mayDeleteModel({ ...model, production: ['18'], staging: ['20'] }, 'churn')).toMatchObject({
    code: 'CONFLICT',
    message: 'churn cannot be deleted: v18 is in Production, v20 is in Staging.'
  })
})
