import type { Part, Step } from '../step.ts'

interface Endpoint {
  readonly method: string
  readonly path: string
  /** A request that is right but for one field. */
  readonly body: Readonly<Record<string, unknown>>
  /** Fields that are texts; each is left out too. */
  readonly texts?: readonly string[]
  /** Fields that are lists. */
  readonly lists?: readonly string[]
}
const wrongTexts = { 'a number': 5, 'a fraction': 1.5, 'a bool': true, 'a list': ['x'], 'an object': { x: 1 }, null: null, nothing: '' }
const wrongLists = { 'a number': 5, 'a text': 'x', 'a bool': true, 'an object': { x: 1 }, null: null }

const name = 'wrongly asked'
const version = '1'
const tag = { key: 'k', value: 'v' }

/** Every endpoint of the registry and of logged models with a body. */
const endpoints: readonly Endpoint[] = [
  { method: 'POST', path: 'registered-models/create', body: { name }, texts: ['name', 'description'], lists: ['tags'] },
  { method: 'POST', path: 'registered-models/rename', body: { name, new_name: name }, texts: ['name', 'new_name'] },
  { method: 'PATCH', path: 'registered-models/update', body: { name, description: 'd' }, texts: ['name', 'description'] },
  { method: 'DELETE', path: 'registered-models/delete', body: {}, texts: ['name'] },
  { method: 'POST', path: 'registered-models/get-latest-versions', body: { name }, texts: ['name'], lists: ['stages'] },
  { method: 'POST', path: 'registered-models/set-tag', body: { name, ...tag }, texts: ['name', 'key', 'value'] },
  { method: 'DELETE', path: 'registered-models/delete-tag', body: { name, key: 'k' }, texts: ['name', 'key'] },
  { method: 'POST', path: 'registered-models/alias', body: { name, alias: 'a', version }, texts: ['name', 'alias', 'version'] },
  { method: 'DELETE', path: 'registered-models/alias', body: { name, alias: 'a' }, texts: ['name', 'alias'] },
  {
    method: 'POST',
    path: 'model-versions/create',
    body: { name, source: 'runs:/<run>/m', run_id: '<run>' },
    texts: ['name', 'source', 'run_id', 'run_link', 'description', 'model_id'],
    lists: ['tags']
  },
  { method: 'PATCH', path: 'model-versions/update', body: { name, version, description: 'd' }, texts: ['name', 'version', 'description'] },
  {
    method: 'POST',
    path: 'model-versions/transition-stage',
    body: { name, version, stage: 'Staging' },
    texts: ['name', 'version', 'stage']
  },
  { method: 'DELETE', path: 'model-versions/delete', body: { name, version: '99' }, texts: ['name', 'version'] },
  { method: 'POST', path: 'model-versions/set-tag', body: { name, version, ...tag }, texts: ['name', 'version', 'key', 'value'] },
  { method: 'DELETE', path: 'model-versions/delete-tag', body: { name, version, key: 'k' }, texts: ['name', 'version', 'key'] },
  {
    method: 'POST',
    path: 'logged-models',
    body: { experiment_id: '0', name: 'wrong' },
    texts: ['experiment_id', 'name', 'model_type', 'source_run_id'],
    lists: ['params', 'tags']
  },
  { method: 'PATCH', path: 'logged-models/<model>', body: { model_id: '<model>', status: 2 }, texts: ['model_id'] },
  { method: 'PATCH', path: 'logged-models/<model>/tags', body: {}, lists: ['tags'] },
  { method: 'POST', path: 'logged-models/<model>/params', body: { model_id: '<model>' }, texts: ['model_id'], lists: ['params'] }
]

const preparations: readonly Step[] = [
  { title: 'a run', path: '/mlflow/runs/create', body: { experiment_id: '0', start_time: 1 }, save: { run: 'run.info.run_id' } },
  { title: 'a model', path: '/mlflow/registered-models/create', body: { name } },
  {
    title: 'a version',
    path: '/mlflow/model-versions/create',
    body: { name, source: 'runs:/<run>/m', run_id: '<run>' }
  },
  {
    title: 'a logged model',
    path: '/mlflow/logged-models',
    body: { experiment_id: '0', name: 'net' },
    save: { model: 'model.info.model_id' }
  }
]

function listSteps({ method, path, body, texts = [], lists = [] }: Endpoint): readonly Step[] {
  const ask = (field: string, what: string, value: unknown): Step => ({
    title: `${method} ${path}: ${field} = ${what}`,
    method,
    path: `/mlflow/${path}`,
    body: { ...body, [field]: value }
  })
  return [
    ...texts.map((field) => ask(field, 'absent', undefined)),
    ...texts.flatMap((field) => Object.entries(wrongTexts).map(([what, value]) => ask(field, what, value))),
    ...lists.flatMap((field) => Object.entries(wrongLists).map(([what, value]) => ask(field, what, value)))
  ]
}

/** Every field of the requests that change the registry: absent, null, empty, and of every wrong type. */
export const wrongTypesOfRegistryPart: Part = {
  name: 'wrong types in the registry',
  steps: [...preparations, ...endpoints.flatMap(listSteps)]
}
