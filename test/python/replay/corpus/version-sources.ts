import type { Body, Step } from '../step.ts'

const post = (title: string, path: string, body: Body): Step => ({ title, method: 'POST', path: `/mlflow/model-versions/${path}`, body })
/** A version whose source is not a good one, or no source at all. */
const source = (title: string, value: unknown, more: Record<string, unknown> = {}): Step =>
  post(`create from ${title}`, 'create', { name: 'versioned', source: value, ...more })
const inRun = (path: string) => `mlflow-artifacts:/<experiment>/<run>/artifacts${path}`
const inModel = (path: string) => `mlflow-artifacts:/<experiment>/models/<logged>/artifacts${path}`

const creations: readonly Step[] = [
  post('create from the files of a run', 'create', { name: 'versioned', source: inRun('/model'), run_id: '<run>' }),
  post('create with everything', 'create', {
    name: 'versioned',
    source: inRun('/model'),
    run_id: '<run>',
    run_link: 'http://elsewhere/run',
    description: 'the second 🙂',
    tags: [
      { key: 'a', value: '1' },
      { key: 'ключ', value: 'значение' },
      { key: 'a', value: '2' }
    ]
  }),
  post('create with empty texts', 'create', {
    name: 'versioned',
    source: inRun(''),
    run_id: '<run>',
    run_link: '',
    description: '',
    model_id: ''
  }),
  post('create with nulls', 'create', {
    name: 'versioned',
    source: inRun('/'),
    run_id: '<run>',
    run_link: null,
    description: null,
    model_id: null,
    tags: null
  }),
  post('create from a logged model with its id', 'create', { name: 'versioned', source: 'models:/<logged>', model_id: '<logged>' }),
  post('create from a logged model with id and run', 'create', {
    name: 'versioned',
    source: 'models:/<logged>',
    model_id: '<logged>',
    run_id: '<run>'
  }),
  post('create from a logged model with another run', 'create', {
    name: 'versioned',
    source: 'models:/<logged>',
    model_id: '<logged>',
    run_id: '<otherRun>'
  }),
  post('create from a logged model of no run', 'create', { name: 'versioned', source: 'models:/<lone>', model_id: '<lone>' }),
  post('create from the files of a logged model', 'create', { name: 'versioned', source: inModel('/x'), model_id: '<logged>' }),
  post('create from runs:/', 'create', { name: 'versioned', source: 'runs:/<run>/model', run_id: '<run>' }),
  post('create from runs:/ without a path', 'create', { name: 'versioned', source: 'runs:/<run>', run_id: '<run>' }),
  post('create from runs:/ with a slash at the end', 'create', { name: 'versioned', source: 'runs:/<run>/model/', run_id: '<run>' }),
  {
    title: 'the logged model names its versions',
    path: '/mlflow/logged-models/<logged>',
    unordered: ['model.info.registrations']
  },
  {
    title: 'create through the ajax mount',
    path: '/ajax-api/2.0/mlflow/model-versions/create',
    body: { name: 'copies', source: 'models:/versioned/1' }
  }
]

const copies: readonly Step[] = [
  post('copy by number', 'create', { name: 'copies', source: 'models:/versioned/1' }),
  post('copy of a copy', 'create', { name: 'copies', source: 'models:/copies/1' }),
  post('copy of a version of a logged model', 'create', { name: 'copies', source: 'models:/versioned/5' }),
  post('copy with the same run', 'create', { name: 'copies', source: 'models:/versioned/1', run_id: '<run>' }),
  post('copy with another run', 'create', { name: 'copies', source: 'models:/versioned/1', run_id: '<otherRun>' }),
  post('copy with an empty run', 'create', { name: 'copies', source: 'models:/versioned/1', run_id: '' }),
  post('copy with an empty model id', 'create', { name: 'copies', source: 'models:/versioned/1', model_id: '' }),
  post('copy with a model id', 'create', { name: 'copies', source: 'models:/versioned/5', model_id: '<logged>' }),
  post('copy of latest', 'create', { name: 'copies', source: 'models:/versioned/latest' }),
  post('copy of LATEST', 'create', { name: 'copies', source: 'models:/versioned/LATEST' }),
  { title: 'an alias to copy', path: '/mlflow/registered-models/alias', body: { name: 'versioned', alias: 'best', version: '2' } },
  post('copy by alias', 'create', { name: 'copies', source: 'models:/versioned@best' }),
  post('copy by an unknown alias', 'create', { name: 'copies', source: 'models:/versioned@worst' }),
  post('a stage to copy', 'transition-stage', { name: 'versioned', version: '3', stage: 'Production' }),
  post('copy by stage', 'create', { name: 'copies', source: 'models:/versioned/production' }),
  post('copy by an empty stage', 'create', { name: 'copies', source: 'models:/versioned/Staging' }),
  post('copy by an unknown stage', 'create', { name: 'copies', source: 'models:/versioned/best' }),
  post('copy of an unknown number', 'create', { name: 'copies', source: 'models:/versioned/99' }),
  post('copy of an unknown model', 'create', { name: 'copies', source: 'models:/nowhere/1' }),
  post('copy of latest of an unknown model', 'create', { name: 'copies', source: 'models:/nowhere/latest' }),
  post('copy of number 0', 'create', { name: 'copies', source: 'models:/versioned/0' }),
  post('copy by number 01', 'create', { name: 'copies', source: 'models:/versioned/01' })
]

const sources: readonly Step[] = [
  source('the files of another run', inRun('/model'), { run_id: '<otherRun>' }),
  source('the files of a run without its id', inRun('/model')),
  source('the files of a run with an empty id', inRun('/model'), { run_id: '' }),
  source('the files of an unknown run', inRun('/model'), { run_id: 'abcdef' }),
  source('the folder above the run', 'mlflow-artifacts:/<experiment>', { run_id: '<run>' }),
  source('a folder whose name begins like the run', 'mlflow-artifacts:/<experiment>/<run>/artifacts2', { run_id: '<run>' }),
  source('the files of a run with a model id', inRun('/model'), { model_id: '<logged>' }),
  source('the files of a logged model with a run id', inModel('/x'), { run_id: '<run>' }),
  source('the files of a logged model with the id of an unknown one', inModel('/x'), { model_id: 'm-unknown' }),
  source('another host', 'mlflow-artifacts://elsewhere:5000/<experiment>/<run>/artifacts/model', { run_id: '<run>' }),
  source('..', inRun('/../../x'), { run_id: '<run>' }),
  source('.. within', inRun('/a/../b'), { run_id: '<run>' }),
  source('encoded ..', inRun('/%2e%2e/x'), { run_id: '<run>' }),
  source('.. encoded twice', inRun('/%252e%252e/x'), { run_id: '<run>' }),
  source('an encoded NUL', inRun('/a%00'), { run_id: '<run>' }),
  source('a local path', '/tmp/model'),
  source('a local path with a run', '/tmp/model', { run_id: '<run>' }),
  source('a local path with an unknown run', '/tmp/model', { run_id: 'abcdef' }),
  source('a local path with a model id', '/tmp/model', { model_id: '<logged>' }),
  source('a local path with an unknown model id', '/tmp/model', { model_id: 'm-unknown' }),
  source('a file address', 'file:///tmp/model', { run_id: '<run>' }),
  source('a relative path', 'model'),
  source('a relative path with ..', '../model'),
  source('a file address with a host', 'file://host/tmp/model', { run_id: '<run>' }),
  source('a web address', 'https://elsewhere/model'),
  source('a Windows path', 'C:\\model'),
  source('a name of dots', 'models:/../1'),
  source('a stage of dots', 'models:/versioned/..'),
  source('a logged model without its id', 'models:/<logged>'),
  source('a logged model with the id of another', 'models:/<logged>', { model_id: '<lone>' }),
  source('an unknown logged model', 'models:/m-unknown', { model_id: 'm-unknown' }),
  source('models:/ alone', 'models:/'),
  source('models: alone', 'models:'),
  source('models:/ with a host', 'models://host/versioned/1'),
  source('models:/ with too many parts', 'models:/versioned/1/2'),
  source('models:/ with an empty alias', 'models:/versioned@'),
  source('models:/ with an empty number', 'models:/versioned/ '),
  source('runs:/ of another run', 'runs:/<otherRun>/model', { run_id: '<run>' }),
  source('runs:/ without a run id', 'runs:/<run>/model'),
  source('runs:/ with a model id', 'runs:/<run>/model', { model_id: '<logged>' }),
  source('runs:/ with a host', 'runs://host/<run>/model', { run_id: '<run>' }),
  source('an empty source', ''),
  source('a null source', null),
  source('a number', 5),
  post('create without a source', 'create', { name: 'versioned' })
]

const checks: readonly Step[] = [
  post('create of what is not there', 'create', { name: 'nowhere', source: 'models:/versioned/1' }),
  post('create without a name', 'create', { source: 'models:/versioned/1' }),
  post('create with an empty name', 'create', { name: '', source: 'models:/versioned/1' }),
  post('create with / in the name', 'create', { name: 'a/b', source: 'models:/versioned/1' }),
  post('create with a number as name', 'create', { name: 1, source: 'models:/versioned/1' }),
  post('create with a number as run', 'create', { name: 'versioned', source: inRun(''), run_id: 3 }),
  post('create with a number as run link', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>', run_link: 3 }),
  post('create with a list as description', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>', description: [] }),
  post('create with a number as model id', 'create', { name: 'versioned', source: inRun(''), model_id: 3 }),
  post('create with a text as tags', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>', tags: 'a' }),
  post('create with a bad tag key', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>', tags: [{ key: '!', value: 'x' }] }),
  post('create with an empty tag', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>', tags: [{ key: '', value: 'x' }] }),
  post('create with a long tag value', 'create', {
    name: 'versioned',
    source: inRun(''),
    run_id: '<run>',
    tags: [{ key: 'k', value: 'v'.repeat(100_001) }]
  }),
  post('create with a bad run id', 'create', { name: 'versioned', source: inRun(''), run_id: '../x' }),
  post('create with a description of 5001 characters', 'create', {
    name: 'copies',
    source: 'models:/versioned/1',
    description: 'd'.repeat(5001)
  })
]

/** Versions from sources of every kind, good and bad, and copies; play after the steps of model-versions.ts that make runs and models. */
export const versionSourceSteps: readonly Step[] = [...creations, ...copies, ...sources, ...checks]
