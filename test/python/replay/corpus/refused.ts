import type { Part } from '../step.ts'
import { askBelow } from './asking.ts'

const { post } = askBelow('/mlflow/')

/** What stock carries out and ours refuses, with effects that last: played when nothing comes after it. */
export const refusedPart: Part = {
  name: 'refused',
  steps: [
    post('make an experiment', 'experiments/create', { name: 'to be renamed' }, { save: { experiment: 'experiment_id' } }),
    post('create with blanks as name', 'experiments/create', { name: '   ' }),
    post('create with a line break in the name', 'experiments/create', { name: 'a\nb' }),
    post('create with NUL in the name', 'experiments/create', { name: 'a\u0000b' }),
    post('rename to blanks', 'experiments/update', { experiment_id: '<experiment>', new_name: ' ' }),
    post('create with .. in the location', 'experiments/create', { name: 'dots', artifact_location: 's3://bucket/../path' }),
    post('create with a local location', 'experiments/create', { name: 'local', artifact_location: '/tmp/greenroom-nowhere' }),
    post('create with a relative location', 'experiments/create', { name: 'relative', artifact_location: 'here' })
  ]
}
