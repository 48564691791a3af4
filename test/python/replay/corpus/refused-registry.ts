import type { Part } from '../step.ts'
import { askBelow } from './asking.ts'

const { post } = askBelow('/mlflow/')
const create = (title: string, name: string) => post(`create with ${title}`, 'registered-models/create', { name })

/** What stock carries out in the registry and ours refuses, with effects that last: played when nothing comes after it. */
export const refusedRegistryPart: Part = {
  name: 'refused by the registry',
  steps: [
    create('257 characters', 'n'.repeat(257)),
    create('a blank at the start', ' led'),
    create('a blank at the end', 'ended '),
    create('a line break', 'a\nb'),
    create('a tab', 'a\tb'),
    create('NUL', 'a\u0000b'),
    create('an encoded blank', 'a%20b'),
    create('an encoded slash', 'a%2Fb'),
    post('make a model', 'registered-models/create', { name: 'refusing' }),
    post('make another model', 'registered-models/create', { name: 'badly renamed' }),
    post('rename to an encoded blank', 'registered-models/rename', { name: 'badly renamed', new_name: 'a%20c' }),
    post('create with a number as tag value', 'registered-models/create', { name: 'numbered tag', tags: [{ key: 'k', value: 1 }] }),
    post('set a tag with a line break in the key', 'registered-models/set-tag', { name: 'refusing', key: 'a\n', value: 'x' }),
    post('create a version from an S3 address', 'model-versions/create', { name: 'refusing', source: 's3://bucket/model' }),
    post('create with a description of 100001 characters', 'registered-models/create', { name: 'wordy', description: 'd'.repeat(100_001) }),
    post('make a run', 'runs/create', { experiment_id: '0', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
    post('create a version with a run link of 2049 characters', 'model-versions/create', {
      name: 'refusing',
      source: 'runs:/<run>/m',
      run_id: '<run>',
      run_link: 'l'.repeat(2049)
    }),
    post('create a version with a source of 2100 characters', 'model-versions/create', {
      name: 'refusing',
      source: `runs:/<run>/${'m'.repeat(2100)}`,
      run_id: '<run>'
    }),
    post('create a logged model with a name of 501 characters', 'logged-models', { experiment_id: '0', name: 'n'.repeat(501) }),
    post('create a logged model with a type of 501 characters', 'logged-models', { experiment_id: '0', model_type: 't'.repeat(501) }),
    post('create a version from DBFS', 'model-versions/create', { name: 'refusing', source: 'dbfs:/model' })
  ]
}
