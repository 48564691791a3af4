import type { Body, Part, Step } from '../step.ts'

const versions = '/mlflow/model-versions'
const post = (title: string, path: string, body: Body, more: Partial<Step> = {}): Step => ({
  title,
  method: 'POST',
  path: `${versions}/${path}`,
  body,
  ...more
})
const patch = (title: string, body: Body): Step => ({ title, method: 'PATCH', path: `${versions}/update`, body })
const remove = (title: string, path: string, body: Body): Step => ({ title, method: 'DELETE', path: `${versions}/${path}`, body })
const get = (title: string, path: string, query: NonNullable<Step['query']> = {}): Step => ({ title, path: `${versions}/${path}`, query })
/** A version whose source is not a good one, or no source at all. */
const source = (title: string, value: unknown, more: Record<string, unknown> = {}): Step =>
  post(`create from ${title}`, 'create', { name: 'versioned', source: value, ...more })
const inRun = (path: string) => `mlflow-artifacts:/<experiment>/<run>/artifacts${path}`
const inModel = (path: string) => `mlflow-artifacts:/<experiment>/models/<logged>/artifacts${path}`

const preparations: readonly Step[] = [
  {
    title: 'an experiment',
    path: '/mlflow/experiments/create',
    body: { name: 'for model versions' },
    save: { experiment: 'experiment_id' }
  },
  { title: 'a run', path: '/mlflow/runs/create', body: { experiment_id: '<experiment>', start_time: 1 }, save: { run: 'run.info.run_id' } },
  {
    title: 'another run',
    path: '/mlflow/runs/create',
    body: { experiment_id: '<experiment>', start_time: 2 },
    save: { otherRun: 'run.info.run_id' }
  },
  {
    title: 'a logged model of the run',
    path: '/mlflow/logged-models',
    body: { experiment_id: '<experiment>', name: 'net', source_run_id: '<run>' },
    save: { logged: 'model.info.model_id' }
  },
  {
    title: 'a logged model of no run',
    path: '/mlflow/logged-models',
    body: { experiment_id: '<experiment>', name: 'lone' },
    save: { lone: 'model.info.model_id' }
  },
  { title: 'a registered model', path: '/mlflow/registered-models/create', body: { name: 'versioned' } },
  { title: 'another registered model', path: '/mlflow/registered-models/create', body: { name: 'copies' } }
]

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
    path: `/ajax-api/2.0${versions}/create`,
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

const reads: readonly Step[] = [
  get('get', 'get', { name: 'versioned', version: '2' }),
  get('get 01', 'get', { name: 'versioned', version: '01' }),
  get('get + 1', 'get', { name: 'versioned', version: '+1' }),
  get('get with blanks around', 'get', { name: 'versioned', version: ' 1 ' }),
  get('get 0', 'get', { name: 'versioned', version: '0' }),
  get('get -1', 'get', { name: 'versioned', version: '-1' }),
  get('get 1.0', 'get', { name: 'versioned', version: '1.0' }),
  get('get 1e1', 'get', { name: 'versioned', version: '1e1' }),
  get('get x', 'get', { name: 'versioned', version: 'x' }),
  get('get latest', 'get', { name: 'versioned', version: 'latest' }),
  get('get a number beyond 32 bits', 'get', { name: 'versioned', version: '4294967297' }),
  get('get a number that is not there', 'get', { name: 'versioned', version: '999' }),
  get('get of what is not there', 'get', { name: 'nowhere', version: '1' }),
  get('get without a version', 'get', { name: 'versioned' }),
  get('get with an empty version', 'get', { name: 'versioned', version: '' }),
  get('get without a name', 'get', { version: '1' }),
  get('get with a bad name', 'get', { name: 'a:b', version: '1' }),
  get('get with a bad name and version', 'get', { name: 'a:b', version: 'x' }),
  { title: 'get by POST', path: `${versions}/get`, body: { name: 'versioned', version: '1' }, compareBody: 'none' },
  { title: 'get with a number in a body', method: 'GET', path: `${versions}/get`, body: { name: 'versioned', version: 1 } },
  get('the address of files', 'get-download-uri', { name: 'versioned', version: '1' }),
  get('the address of a logged model', 'get-download-uri', { name: 'versioned', version: '5' }),
  get('the address of runs:/', 'get-download-uri', { name: 'versioned', version: '10' }),
  get('the address of a copy', 'get-download-uri', { name: 'copies', version: '3' }),
  get('the address of what is not there', 'get-download-uri', { name: 'versioned', version: '999' }),
  get('the address of version x', 'get-download-uri', { name: 'versioned', version: 'x' }),
  get('the address without a name', 'get-download-uri', { version: '1' }),
  get('the address without a version', 'get-download-uri', { name: 'versioned' }),
  get('the address with nothing', 'get-download-uri'),
  get('search by name', 'search', { filter: "name = 'copies'", order_by: 'version_number ASC', max_results: '2' }),
  get('search with max_results 0', 'search', { max_results: '0' }),
  get('search with max_results -1', 'search', { max_results: '-1' }),
  get('search with max_results 200001', 'search', { max_results: '200001' }),
  { title: 'the registered model', path: '/mlflow/registered-models/get', query: { name: 'versioned' } }
]

const updates: readonly Step[] = [
  patch('update the description', { name: 'versioned', version: '1', description: 'words' }),
  patch('update to an empty description', { name: 'versioned', version: '1', description: '' }),
  patch('update without a description', { name: 'versioned', version: '2' }),
  patch('update with a null description', { name: 'versioned', version: '3', description: null }),
  patch('update with a number as description', { name: 'versioned', version: '1', description: 4 }),
  patch('update with a number as version', { name: 'versioned', version: 1, description: 'x' }),
  patch('update without a version', { name: 'versioned', description: 'x' }),
  patch('update of version x', { name: 'versioned', version: 'x', description: 'x' }),
  patch('update of what is not there', { name: 'versioned', version: '999', description: 'x' }),
  get('get after the update', 'get', { name: 'versioned', version: '2' })
]

const tags: readonly Step[] = [
  post('set a tag', 'set-tag', { name: 'versioned', version: '1', key: 'a', value: '1' }),
  post('set a tag again', 'set-tag', { name: 'versioned', version: '1', key: 'a', value: '2' }),
  post('set a tag without value', 'set-tag', { name: 'versioned', version: '1', key: 'b' }),
  post('set a tag with a number as value', 'set-tag', { name: 'versioned', version: '1', key: 'b', value: 1 }),
  post('set a tag with a bad key', 'set-tag', { name: 'versioned', version: '1', key: 'a//b', value: 'x' }),
  post('set a tag with a key of 251 characters', 'set-tag', { name: 'versioned', version: '1', key: 'k'.repeat(251), value: 'x' }),
  post('set a tag of 100001 characters', 'set-tag', { name: 'versioned', version: '1', key: 'k', value: 'v'.repeat(100_001) }),
  post('set a tag of version x', 'set-tag', { name: 'versioned', version: 'x', key: 'a', value: '1' }),
  post('set a tag of version 999', 'set-tag', { name: 'versioned', version: '999', key: 'a', value: '1' }),
  post('set a tag of what is not there', 'set-tag', { name: 'nowhere', version: '1', key: 'a', value: '1' }),
  post('set a bad tag of version x', 'set-tag', { name: 'versioned', version: 'x', key: '!', value: '1' }),
  post('set a tag without key', 'set-tag', { name: 'versioned', version: '1', value: '1' }),
  post('set a tag without version', 'set-tag', { name: 'versioned', key: 'a', value: '1' }),
  post('set a tag without name', 'set-tag', { version: '1', key: 'a', value: '1' }),
  remove('delete a tag', 'delete-tag', { name: 'versioned', version: '1', key: 'a' }),
  remove('delete a tag that is not set', 'delete-tag', { name: 'versioned', version: '1', key: 'a' }),
  remove('delete a tag with a bad key', 'delete-tag', { name: 'versioned', version: '1', key: '!' }),
  remove('delete a tag of version x', 'delete-tag', { name: 'versioned', version: 'x', key: 'a' }),
  remove('delete a tag of version 999', 'delete-tag', { name: 'versioned', version: '999', key: 'a' }),
  remove('delete a tag without key', 'delete-tag', { name: 'versioned', version: '1' }),
  get('get with tags', 'get', { name: 'versioned', version: '1' })
]

const deletions: readonly Step[] = [
  remove('delete', 'delete', { name: 'versioned', version: '2' }),
  remove('delete again', 'delete', { name: 'versioned', version: '2' }),
  remove('delete version x', 'delete', { name: 'versioned', version: 'x' }),
  remove('delete version 999', 'delete', { name: 'versioned', version: '999' }),
  remove('delete with a number as version', 'delete', { name: 'versioned', version: 3 }),
  remove('delete without a version', 'delete', { name: 'versioned' }),
  remove('delete of what is not there', 'delete', { name: 'nowhere', version: '1' }),
  get('get a deleted one', 'get', { name: 'versioned', version: '2' }),
  get('the address of a deleted one', 'get-download-uri', { name: 'versioned', version: '2' }),
  patch('update a deleted one', { name: 'versioned', version: '2', description: 'x' }),
  post('set a tag of a deleted one', 'set-tag', { name: 'versioned', version: '2', key: 'a', value: '1' }),
  remove('delete a tag of a deleted one', 'delete-tag', { name: 'versioned', version: '2', key: 'a' }),
  post('move a deleted one', 'transition-stage', { name: 'versioned', version: '2', stage: 'Staging' }),
  post('copy a deleted one', 'create', { name: 'copies', source: 'models:/versioned/2' }),
  { title: 'the alias of a deleted one', path: '/mlflow/registered-models/alias', query: { name: 'versioned', alias: 'best' } },
  get('search after the deletion', 'search', { filter: "name = 'versioned'" }),
  remove('delete the newest', 'delete', { name: 'versioned', version: '12' }),
  post('create after the newest was deleted', 'create', { name: 'versioned', source: inRun(''), run_id: '<run>' }),
  { title: 'rename a model with versions', path: '/mlflow/registered-models/rename', body: { name: 'versioned', new_name: 'moved' } },
  get('get by the new name', 'get', { name: 'moved', version: '1' }),
  get('a copy after the rename', 'get', { name: 'copies', version: '1' }),
  { title: 'delete a model with versions', method: 'DELETE', path: '/mlflow/registered-models/delete', body: { name: 'moved' } },
  get('get of a deleted model', 'get', { name: 'moved', version: '1' }),
  { title: 'create the model anew', path: '/mlflow/registered-models/create', body: { name: 'moved' } },
  post('the first version of the new model', 'create', { name: 'moved', source: 'models:/copies/1' })
]

/** Model versions: sources of every kind, numbers, tags, copies and deletion. */
export const modelVersionsPart: Part = {
  name: 'model versions',
  steps: [...preparations, ...creations, ...copies, ...sources, ...checks, ...reads, ...updates, ...tags, ...deletions]
}
