import type { Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post } = askBelow('/mlflow/')
const experiment_id = '<experiment>'
const data = (name: string) => ({ name, digest: `${name} 1`, source_type: 'local', source: '{}' })

function prepareRun(name: string, loss: number | string, start: number): readonly Step[] {
  const run_id = `<${name}>`
  return [
    post(
      `a run ${name}`,
      'runs/create',
      { experiment_id, start_time: longAgo + start, run_name: name, tags: [{ key: 'team a', value: name.toUpperCase() }] },
      { save: { [name]: 'run.info.run_id' } }
    ),
    post(`values of run ${name}`, 'runs/log-batch', {
      run_id,
      metrics: [
        { key: 'loss', value: loss, timestamp: longAgo, step: 0 },
        { key: 'val/acc', value: start, timestamp: longAgo, step: 1 }
      ],
      params: [
        { key: 'lr', value: `0.${start}` },
        { key: 'user', value: name }
      ]
    })
  ]
}

/** What the searches of the corpus find: an experiment with runs and datasets, models with versions, logged models. */
export const searchPreparations: readonly Step[] = [
  post(
    'an experiment',
    'experiments/create',
    { name: 'searched', tags: [{ key: 'team a', value: 'Risk' }] },
    { save: { experiment: 'experiment_id' } }
  ),
  post(
    'another experiment',
    'experiments/create',
    { name: 'searched too', tags: [{ key: 'team a', value: 'risk' }] },
    { save: { other: 'experiment_id' } }
  ),
  ...prepareRun('ann', 0.5, 1),
  ...prepareRun('bob', -2, 2),
  ...prepareRun('cleo', 'NaN', 3),
  ...prepareRun('dan', 'Infinity', 4),
  post('a dataset of run ann', 'runs/log-inputs', {
    run_id: '<ann>',
    datasets: [{ dataset: data('iris'), tags: [{ key: 'mlflow.data.context', value: 'train' }] }]
  }),
  post('run dan is deleted', 'runs/delete', { run_id: '<dan>' }),
  ...['searched a', 'searched B', 'searched c'].flatMap((name) => [
    post(`a model ${name}`, 'registered-models/create', { name, tags: [{ key: 'kind', value: name.at(-1) ?? '' }] }),
    post(`a version of ${name}`, 'model-versions/create', {
      name,
      source: 'mlflow-artifacts:/<experiment>/<ann>/artifacts/m',
      run_id: '<ann>',
      tags: [{ key: 'kind', value: name.at(-1) ?? '' }]
    })
  ]),
  post('a prompt', 'registered-models/create', { name: 'searched prompt', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] }),
  ...['x', 'y', 'z'].flatMap((name) => [
    post(
      `a logged model ${name}`,
      'logged-models',
      { experiment_id, name, params: [{ key: 'lr', value: name }], tags: [{ key: 'kind', value: 'logged' }] },
      { save: { [`logged_${name}`]: 'model.info.model_id' } }
    ),
    post(`a metric of logged model ${name}`, 'runs/log-metric', {
      run_id: '<ann>',
      model_id: `<logged_${name}>`,
      key: 'loss',
      value: name === 'x' ? 3 : 1,
      timestamp: longAgo,
      dataset_name: name === 'z' ? 'iris' : 'wine',
      dataset_digest: '1'
    })
  ])
]
