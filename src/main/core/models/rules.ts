import type { ModelFacts } from '../../sources/source.ts'
import type { Refusal } from '../refusal.ts'

/** Whether a model may be deleted: its name was typed and none of its versions is in use. */
export function mayDeleteModel(model: Pick<ModelFacts, 'name' | 'production' | 'staging'>, typedName: string): Refusal | null {
  const inUse = [
    ...model.production.map((version) => `v${version} is in Production`),
    ...model.staging.map((version) => `v${version} is in Staging`)
  ]
  if (inUse.length > 0)
    return {
      code: 'CONFLICT',
      message: `${model.name} cannot be deleted: ${inUse.join(', ')}.`,
      remedy: 'Archive these versions first.'
    }
  if (typedName !== model.name)
    return {
      code: 'INVALID',
      message: `The typed name is not ${model.name}.`,
      remedy: `Type the model’s name, ${model.name}, to delete it with all its versions.`
    }
  return null
}
