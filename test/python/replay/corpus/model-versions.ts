import type { Body, Part, Step } from '../step.ts'
import { versionSourceSteps } from './version-sources.ts'

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
const inRun = (path: string) => `mlflow-artifacts:/<experiment>/<run>/artifacts${path}`

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
  steps: [...preparations, ...versionSourceSteps, ...reads, ...updates, ...tags, ...deletions]
}
