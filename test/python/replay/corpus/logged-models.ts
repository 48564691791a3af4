import type { Body, Part, Step } from '../step.ts'

const models = '/mlflow/logged-models'
const create = (title: string, body: Body, more: Partial<Step> = {}): Step => ({ title: `create ${title}`, path: models, body, ...more })
const of = (id: string, path = '') => `${models}/${id}${path}`
const patch = (title: string, path: string, body: Body): Step => ({ title, method: 'PATCH', path, body })
const finalize = (title: string, body: Body, id = '<model>'): Step => patch(`finalize ${title}`, of(id), body)
const setTags = (title: string, body: Body, id = '<model>'): Step => patch(`set ${title}`, of(id, '/tags'), body)
const logParams = (title: string, body: Body, id = '<model>'): Step => ({ title: `log ${title}`, path: of(id, '/params'), body })
const get = (title: string, id = '<model>', query: NonNullable<Step['query']> = {}): Step => ({
  title,
  path: of(id),
  query,
  unordered: ['model.data.metrics']
})
const search = (title: string, body: Body): Step => ({ title: `search ${title}`, path: `${models}/search`, body })
const experiment_id = '<experiment>'

const preparations: readonly Step[] = [
  {
    title: 'an experiment',
    path: '/mlflow/experiments/create',
    body: { name: 'for logged models' },
    save: { experiment: 'experiment_id' }
  },
  { title: 'another experiment', path: '/mlflow/experiments/create', body: { name: 'to be deleted' }, save: { gone: 'experiment_id' } },
  { title: 'it is deleted', path: '/mlflow/experiments/delete', body: { experiment_id: '<gone>' } },
  { title: 'a run', path: '/mlflow/runs/create', body: { experiment_id, start_time: 1 }, save: { run: 'run.info.run_id' } }
]

const creations: readonly Step[] = [
  create(
    'with everything',
    {
      experiment_id,
      name: 'net',
      model_type: 'agent',
      source_run_id: '<run>',
      params: [
        { key: 'depth', value: '3' },
        { key: 'ключ', value: 'значение 🙂' }
      ],
      tags: [
        { key: 'team', value: 'risk' },
        { key: 'empty', value: '' }
      ]
    },
    { save: { model: 'model.info.model_id' } }
  ),
  create('with an experiment alone', { experiment_id }, { save: { second: 'model.info.model_id' } }),
  create('in the experiment of all', { experiment_id: '0', name: 'spare' }, { save: { spare: 'model.info.model_id' } }),
  create('with an empty name', { experiment_id, name: '' }),
  create('with nulls', { experiment_id, name: 'nulls', model_type: null, source_run_id: null, params: null, tags: null }),
  create('with empty texts', { experiment_id, name: 'blank', model_type: '', source_run_id: '' }),
  create('with the same name', { experiment_id, name: 'net' }),
  create('with a Unicode name', { experiment_id, name: 'модель 🙂' }),
  create('with a blank as name', { experiment_id, name: ' ' }),
  create('with an unknown source run', { experiment_id, name: 'orphan', source_run_id: 'nowhere' }),
  create('with a name of 500 characters', { experiment_id, name: 'n'.repeat(500) }),
  create('with a param without value', { experiment_id, name: 'p', params: [{ key: 'k' }] }),
  create('with an empty param', { experiment_id, name: 'p', params: [{}] }),
  create('with a long param', { experiment_id, name: 'p', params: [{ key: 'k', value: 'v'.repeat(6001) }] }),
  create('with a param twice', {
    experiment_id: '0',
    name: 'p',
    params: [
      { key: 'k', value: '1' },
      { key: 'k', value: '2' }
    ]
  }),
  create('with a tag twice', {
    experiment_id: '0',
    name: 'p',
    tags: [
      { key: 'k', value: '1' },
      { key: 'k', value: '2' }
    ]
  }),
  create('with an odd param key', { experiment_id, name: 'p', params: [{ key: '../a*b', value: 'v' }] }),
  create('with an odd tag key', { experiment_id, name: 'p', tags: [{ key: '../a*b', value: 'v' }] }),
  ...['a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b"].map((name) => create(`with the name ${name}`, { experiment_id, name })),
  create('without an experiment', { name: 'x' }),
  create('with an empty experiment', { experiment_id: '', name: 'x' }),
  create('with an unknown experiment', { experiment_id: '987654', name: 'x' }),
  create('with an experiment x', { experiment_id: 'x', name: 'x' }),
  create('with a number as experiment', { experiment_id: 0, name: 'x' }),
  create('with a deleted experiment', { experiment_id: '<gone>', name: 'x' }),
  create('with a bad name in an unknown experiment', { experiment_id: '987654', name: 'a/b' }),
  create('with a number as name', { experiment_id, name: 1 }),
  create('with a number as model type', { experiment_id, name: 'x', model_type: 1 }),
  create('with a list as source run', { experiment_id, name: 'x', source_run_id: [] }),
  create('with a text as params', { experiment_id, name: 'x', params: 'a' }),
  create('with an object as tags', { experiment_id, name: 'x', tags: {} }),
  { title: 'create through the ajax mount', path: `/ajax-api/2.0${models}`, body: { experiment_id, name: 'ajax' } },
  { title: 'create by GET', method: 'GET', path: models, compareBody: 'none' }
]

const reads: readonly Step[] = [
  get('get'),
  get('get one with a made-up name', '<second>'),
  get('get what is not there', 'm-nowhere'),
  get('get an odd id', '%F0%9F%99%82'),
  get('get with allow_deleted', '<model>', { allow_deleted: 'true' }),
  get('get with an odd allow_deleted', '<model>', { allow_deleted: 'maybe' }),
  { title: 'get through the ajax mount', path: `/ajax-api/2.0${models}/<model>` },
  { title: 'get by POST', method: 'POST', path: of('<model>'), body: {}, compareBody: 'none' }
]

const finalizations: readonly Step[] = [
  finalize('as ready', { model_id: '<model>', status: 'LOGGED_MODEL_READY' }),
  finalize('as failed', { model_id: '<model>', status: 'LOGGED_MODEL_UPLOAD_FAILED' }),
  finalize('as pending', { model_id: '<model>', status: 'LOGGED_MODEL_PENDING' }),
  finalize('as unspecified', { model_id: '<model>', status: 'LOGGED_MODEL_STATUS_UNSPECIFIED' }),
  finalize('by number', { model_id: '<model>', status: 2 }),
  finalize('by number as text', { model_id: '<model>', status: '3' }),
  finalize('as 0', { model_id: '<model>', status: 0 }),
  finalize('as 9', { model_id: '<model>', status: 9 }),
  finalize('as an unknown status', { model_id: '<model>', status: 'READY' }),
  finalize('as a bool', { model_id: '<model>', status: true }),
  finalize('without a status', { model_id: '<model>' }),
  finalize('with a null status', { model_id: '<model>', status: null }),
  finalize('without an id in the body', { status: 'LOGGED_MODEL_READY' }),
  finalize('with an empty id in the body', { model_id: '', status: 'LOGGED_MODEL_READY' }),
  finalize('with a number as id', { model_id: 4, status: 'LOGGED_MODEL_READY' }),
  finalize('with the id of another in the body', { model_id: '<spare>', status: 'LOGGED_MODEL_READY' }),
  finalize('what is not there', { model_id: 'm-nowhere', status: 'LOGGED_MODEL_READY' }, 'm-nowhere'),
  get('get after the finalizations'),
  get('get the other after the finalizations', '<second>')
]

const tagsAndParams: readonly Step[] = [
  setTags('a tag', { tags: [{ key: 'team', value: 'credit' }] }),
  setTags('the same tag twice', {
    tags: [
      { key: 'x', value: '1' },
      { key: 'x', value: '2' }
    ]
  }),
  setTags('a Unicode tag', { tags: [{ key: 'ключ', value: '🙂' }] }),
  setTags('no tags', { tags: [] }),
  setTags('nothing', {}),
  setTags('a tag without value', { tags: [{ key: 'valueless' }] }),
  setTags('a tag without key', { tags: [{ value: 'x' }] }),
  setTags('a long tag', { tags: [{ key: 'long', value: 'v'.repeat(9000) }] }),
  setTags('a tag with a slash', { tags: [{ key: 'a/b', value: 'x' }] }),
  setTags('a number as tags', { tags: 1 }),
  setTags('tags of what is not there', { tags: [{ key: 'a', value: 'x' }] }, 'm-nowhere'),
  { title: 'delete a tag', method: 'DELETE', path: of('<model>', '/tags/x') },
  { title: 'delete a tag again', method: 'DELETE', path: of('<model>', '/tags/x') },
  { title: 'delete a Unicode tag', method: 'DELETE', path: of('<model>', '/tags/%D0%BA%D0%BB%D1%8E%D1%87') },
  { title: 'delete a tag with a quote', method: 'DELETE', path: of('<model>', "/tags/it's") },
  { title: 'delete a tag of what is not there', method: 'DELETE', path: of('m-nowhere', '/tags/x') },
  logParams('a param', { model_id: '<model>', params: [{ key: 'width', value: '7' }] }),
  logParams('two params', {
    model_id: '<model>',
    params: [
      { key: 'a', value: '1' },
      { key: 'b', value: '' }
    ]
  }),
  logParams('the same param again', { model_id: '<model>', params: [{ key: 'width', value: '7' }] }),
  logParams('a param with another value', { model_id: '<model>', params: [{ key: 'width', value: '8' }] }),
  logParams(
    'a param twice',
    {
      model_id: '<spare>',
      params: [
        { key: 'twice', value: '1' },
        { key: 'twice', value: '1' }
      ]
    },
    '<spare>'
  ),
  logParams('no params', { model_id: '<model>', params: [] }),
  logParams('nothing', { model_id: '<model>' }),
  logParams('a long param', { model_id: '<model>', params: [{ key: 'long', value: 'v'.repeat(7000) }] }),
  logParams('without an id in the body', { params: [{ key: 'c', value: '1' }] }),
  logParams('a text as params', { model_id: '<model>', params: 'x' }),
  logParams('params of what is not there', { model_id: 'm-nowhere', params: [{ key: 'a', value: '1' }] }, 'm-nowhere'),
  get('get after tags and params')
]

const metrics: readonly Step[] = [
  {
    title: 'log metrics of the model',
    path: '/mlflow/runs/log-batch',
    body: {
      run_id: '<run>',
      metrics: [
        { key: 'loss', value: 0.5, timestamp: 1000, step: 1, model_id: '<model>' },
        { key: 'loss', value: 0.25, timestamp: 1001, step: 2, model_id: '<model>', dataset_name: 'train', dataset_digest: 'abc' },
        { key: 'acc', value: 'NaN', timestamp: 1002, step: 0, model_id: '<model>' },
        { key: 'big', value: 'Infinity', timestamp: 1003, step: 0, model_id: '<model>' },
        { key: 'other', value: 1, timestamp: 1004, step: 0 }
      ]
    }
  },
  {
    title: 'log one metric of the model',
    path: '/mlflow/runs/log-metric',
    body: { run_id: '<run>', key: 'single', value: 3, timestamp: 5, step: 7, model_id: '<model>', dataset_name: 'd', dataset_digest: 'e' }
  },
  get('get with metrics'),
  { title: 'outputs of the run', path: '/mlflow/runs/outputs', body: { run_id: '<run>', models: [{ model_id: '<model>', step: 4 }] } },
  { title: 'the run with its outputs', path: '/mlflow/runs/get', query: { run_id: '<run>' } }
]

const searches: readonly Step[] = [
  search('all', { experiment_ids: ['<experiment>'] }),
  search('by name', { experiment_ids: ['<experiment>'], filter: "name = 'net'" }),
  search('without experiments', {}),
  search('with no experiments', { experiment_ids: [] }),
  search('with a text as experiments', { experiment_ids: '<experiment>' }),
  search('with a number as filter', { experiment_ids: ['<experiment>'], filter: 1 }),
  search('in an unknown experiment', { experiment_ids: ['987654'] })
]

const artifacts: readonly Step[] = [
  ...['MLmodel', 'data/model.bin'].map(
    (path): Step => ({
      title: `upload ${path}`,
      method: 'PUT',
      path: `/api/2.0/mlflow-artifacts/artifacts/<experiment>/models/<model>/artifacts/${path}`,
      raw: `bytes of ${path}`
    })
  ),
  { title: 'list the root', path: of('<model>', '/artifacts/directories') },
  { title: 'list a folder', path: of('<model>', '/artifacts/directories'), query: { artifact_directory_path: 'data' } },
  { title: 'list a file', path: of('<model>', '/artifacts/directories'), query: { artifact_directory_path: 'MLmodel' } },
  { title: 'list what is missing', path: of('<model>', '/artifacts/directories'), query: { artifact_directory_path: 'none' } },
  { title: 'list ..', path: of('<model>', '/artifacts/directories'), query: { artifact_directory_path: '../x' } },
  { title: 'list an empty path', path: of('<model>', '/artifacts/directories'), query: { artifact_directory_path: '' } },
  { title: 'list a model without files', path: of('<second>', '/artifacts/directories') },
  { title: 'list a model that is not there', path: of('m-nowhere', '/artifacts/directories') },
  ...[
    ['a file', '<model>', 'artifact_file_path=MLmodel'],
    ['a file in a folder', '<model>', 'artifact_file_path=data/model.bin'],
    ['a folder', '<model>', 'artifact_file_path=data'],
    ['what is missing', '<model>', 'artifact_file_path=none.txt'],
    ['an absolute path', '<model>', 'artifact_file_path=/etc/passwd'],
    ['no path', '<model>', ''],
    ['an empty path', '<model>', 'artifact_file_path='],
    ['a file of a model that is not there', 'm-nowhere', 'artifact_file_path=MLmodel']
  ].map(
    ([title = '', id = '', query = '']): Step => ({
      title: `download ${title}`,
      path: `/ajax-api/2.0${of(id, '/artifacts/files')}`,
      query
    })
  ),
  {
    title: 'download through the api mount',
    path: `/api/2.0${of('<model>', '/artifacts/files')}`,
    query: { artifact_file_path: 'MLmodel' },
    compareBody: 'none'
  }
]

const deletions: readonly Step[] = [
  { title: 'delete', method: 'DELETE', path: of('<model>') },
  { title: 'delete again', method: 'DELETE', path: of('<model>') },
  { title: 'delete with a body', method: 'DELETE', path: of('<second>'), body: {} },
  { title: 'delete what is not there', method: 'DELETE', path: of('m-nowhere') },
  get('get a deleted one'),
  get('get a deleted one with allow_deleted', '<model>', { allow_deleted: 'true' }),
  get('get a deleted one with TRUE', '<model>', { allow_deleted: 'TRUE' }),
  get('get a deleted one with 1', '<model>', { allow_deleted: '1' }),
  setTags('tags of a deleted one', { tags: [{ key: 'late', value: 'x' }] }),
  logParams('params of a deleted one', { model_id: '<model>', params: [{ key: 'late', value: '1' }] }),
  finalize('a deleted one', { model_id: '<model>', status: 'LOGGED_MODEL_READY' }),
  { title: 'delete a tag of a deleted one', method: 'DELETE', path: of('<model>', '/tags/late') },
  { title: 'list a deleted one', path: of('<model>', '/artifacts/directories') },
  search('after the deletion', { experiment_ids: ['<experiment>'], filter: "name = 'net'" }),
  { title: 'a registered model', path: '/mlflow/registered-models/create', body: { name: 'of a deleted model' } },
  {
    title: 'a version of a deleted one',
    path: '/mlflow/model-versions/create',
    body: { name: 'of a deleted model', source: `mlflow-artifacts:/<experiment>/models/<model>/artifacts`, model_id: '<model>' }
  }
]

/** Logged models, m-…: their life, tags, params, metrics and files. The language of their search is another part. */
export const loggedModelsPart: Part = {
  name: 'logged models',
  steps: [...preparations, ...creations, ...reads, ...finalizations, ...tagsAndParams, ...metrics, ...searches, ...artifacts, ...deletions]
}
