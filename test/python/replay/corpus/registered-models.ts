import type { Body, Part, Step } from '../step.ts'

const models = '/mlflow/registered-models'
const post = (title: string, path: string, body: Body): Step => ({ title, method: 'POST', path: `${models}/${path}`, body })
const patch = (title: string, body: Body): Step => ({ title, method: 'PATCH', path: `${models}/update`, body })
const remove = (title: string, path: string, body: Body): Step => ({ title, method: 'DELETE', path: `${models}/${path}`, body })
const get = (title: string, path: string, query: NonNullable<Step['query']> = {}): Step => ({ title, path: `${models}/${path}`, query })

const creations: readonly Step[] = [
  post('create with a name alone', 'create', { name: 'plain' }),
  post('create again', 'create', { name: 'plain' }),
  post('create with everything', 'create', {
    name: 'full',
    description: 'all of it',
    tags: [
      { key: 'team', value: 'risk' },
      { key: 'zone', value: 'eu' },
      { key: 'team', value: 'credit' }
    ]
  }),
  post('create with an empty description', 'create', { name: 'blank description', description: '' }),
  post('create with a null description', 'create', { name: 'null description', description: null, tags: null }),
  post('create with a Unicode name', 'create', { name: 'модель 模型 🙂', description: 'ключ 🙂 "кавычки"' }),
  post('create with % in the name', 'create', { name: '100% sure' }),
  post('create with odd characters', 'create', { name: `a#b?c&d=e+f;g,h(i)[j]{k}|l~m^n\`o'p"q\\r<!s` }),
  post('create with inner dots', 'create', { name: 'v1.2..3' }),
  post('create with a trailing dot', 'create', { name: 'ends with.' }),
  post('create with a leading dash', 'create', { name: '-m' }),
  post('create with 256 characters', 'create', { name: 'n'.repeat(256) }),
  post('create with a description of 5001 characters', 'create', { name: 'long description', description: 'd'.repeat(5001) }),
  post('create with / in the name', 'create', { name: 'a/b' }),
  post('create with : in the name', 'create', { name: 'a:b' }),
  post('create with the name .', 'create', { name: '.' }),
  post('create with the name ..', 'create', { name: '..' }),
  post('create with a name that begins with ..', 'create', { name: '..x' }),
  post('create with blanks as name', 'create', { name: '  ' }),
  post('create with an empty name', 'create', { name: '' }),
  post('create with a null name', 'create', { name: null }),
  post('create without a name', 'create', { description: 'x' }),
  post('create with an empty body', 'create', {}),
  post('create with a number as name', 'create', { name: 7 }),
  post('create with a bool as name', 'create', { name: true }),
  post('create with a list as name', 'create', { name: ['x'] }),
  post('create with an object as name', 'create', { name: { first: 'x' } }),
  post('create with a number as description', 'create', { name: 'never', description: 1.5 }),
  post('create with an object as tags', 'create', { name: 'never', tags: { key: 'a', value: 'b' } }),
  post('create with texts as tags', 'create', { name: 'never', tags: ['a'] }),
  post('create with an empty tag', 'create', { name: 'empty tag', tags: [{}] }),
  post('create with a tag without value', 'create', { name: 'valueless tag', tags: [{ key: 'k' }] }),
  post('create with a bad tag key', 'create', { name: 'never', tags: [{ key: 'a*b', value: 'x' }] }),
  post('create with a tag key that is a path', 'create', { name: 'never', tags: [{ key: '../a', value: 'x' }] }),
  post('create with a tag key of 250 characters', 'create', { name: 'long key', tags: [{ key: 'k'.repeat(250), value: 'x' }] }),
  post('create with a tag key of 251 characters', 'create', { name: 'never', tags: [{ key: 'k'.repeat(251), value: 'x' }] }),
  post('create with a tag value of 100001 characters', 'create', { name: 'never', tags: [{ key: 'k', value: 'v'.repeat(100_001) }] }),
  post('create with an unknown field', 'create', { name: 'unknown field', colour: 'red' }),
  { title: 'create through the ajax mount', path: '/ajax-api/2.0/mlflow/registered-models/create', body: { name: 'ajax made' } },
  { title: 'create with JSON inside a JSON string', path: `${models}/create`, body: JSON.stringify({ name: 'twice encoded' }) },
  { title: 'create with a list as body', path: `${models}/create`, body: [] },
  { title: 'create by GET', method: 'GET', path: `${models}/create`, compareBody: 'none' }
]

const reads: readonly Step[] = [
  get('get', 'get', { name: 'full' }),
  get('get with a Unicode name', 'get', { name: 'модель 模型 🙂' }),
  get('get with odd characters', 'get', { name: `a#b?c&d=e+f;g,h(i)[j]{k}|l~m^n\`o'p"q\\r<!s` }),
  get('get what is not there', 'get', { name: 'nowhere' }),
  get('get in another case', 'get', { name: 'FULL' }),
  get('get with / in the name', 'get', { name: 'a/b' }),
  get('get with the name ..', 'get', { name: '..' }),
  get('get with a blank name', 'get', { name: ' ' }),
  get('get with an empty name', 'get', { name: '' }),
  get('get without a name', 'get'),
  get('get with the name twice', 'get', 'name=plain&name=full'),
  get('get with an encoded name', 'get', 'name=100%25%20sure'),
  get('get with a badly encoded name', 'get', 'name=100%%20sure'),
  { title: 'get with a body', method: 'GET', path: `${models}/get`, body: { name: 'plain' } },
  { title: 'get through the ajax mount', path: '/ajax-api/2.0/mlflow/registered-models/get', query: { name: 'plain' } },
  { title: 'get by POST', path: `${models}/get`, body: { name: 'plain' }, compareBody: 'none' },
  { title: 'an endpoint that is not there', path: `${models}/list`, compareBody: 'none' }
]

const updates: readonly Step[] = [
  patch('update the description', { name: 'plain', description: 'now with words' }),
  patch('update to an empty description', { name: 'plain', description: '' }),
  patch('update without a description', { name: 'full' }),
  patch('update with a null description', { name: 'full', description: null }),
  patch('update with a number as description', { name: 'full', description: 3 }),
  patch('update what is not there', { name: 'nowhere', description: 'x' }),
  patch('update without a name', { description: 'x' }),
  patch('update with an empty name', { name: '', description: 'x' }),
  patch('update with : in the name', { name: 'a:b', description: 'x' }),
  patch('update with a number as name', { name: 5, description: 'x' }),
  get('get after the updates', 'get', { name: 'full' })
]

const tags: readonly Step[] = [
  post('set a tag', 'set-tag', { name: 'plain', key: 'a', value: '1' }),
  post('set the tag again', 'set-tag', { name: 'plain', key: 'a', value: '2' }),
  post('set a tag without value', 'set-tag', { name: 'plain', key: 'b' }),
  post('set a tag to null', 'set-tag', { name: 'plain', key: 'c', value: null }),
  post('set a tag with a Unicode key', 'set-tag', { name: 'plain', key: 'ключ', value: 'значение 🙂' }),
  post('set a tag with every allowed sign', 'set-tag', { name: 'plain', key: 'a/b.c-d_e f:g', value: 'x' }),
  post('set a tag with an emoji as key', 'set-tag', { name: 'plain', key: '🙂', value: 'x' }),
  post('set a tag with / at the end', 'set-tag', { name: 'plain', key: 'a/', value: 'x' }),
  post('set a tag with / at the start', 'set-tag', { name: 'plain', key: '/a', value: 'x' }),
  post('set a tag with the key .', 'set-tag', { name: 'plain', key: '.', value: 'x' }),
  post('set a tag of 100000 characters', 'set-tag', { name: 'valueless tag', key: 'long', value: 'v'.repeat(100_000) }),
  post('set a tag of 100001 characters', 'set-tag', { name: 'plain', key: 'long', value: 'v'.repeat(100_001) }),
  post('set a tag with a key of 251 characters', 'set-tag', { name: 'plain', key: 'k'.repeat(251), value: 'v' }),
  post('set a tag with a number as value', 'set-tag', { name: 'plain', key: 'n', value: 12 }),
  post('set a tag with a bool as key', 'set-tag', { name: 'plain', key: false, value: 'x' }),
  post('set a tag with an empty key', 'set-tag', { name: 'plain', key: '', value: 'x' }),
  post('set a tag without key', 'set-tag', { name: 'plain', value: 'x' }),
  post('set a tag without name', 'set-tag', { key: 'a', value: 'x' }),
  post('set a tag of what is not there', 'set-tag', { name: 'nowhere', key: 'a', value: 'x' }),
  post('set a bad tag of what is not there', 'set-tag', { name: 'nowhere', key: '*', value: 'x' }),
  remove('delete a tag', 'delete-tag', { name: 'plain', key: 'b' }),
  remove('delete a tag that is not set', 'delete-tag', { name: 'plain', key: 'b' }),
  remove('delete a tag with a bad key', 'delete-tag', { name: 'plain', key: 'a*' }),
  remove('delete a tag without key', 'delete-tag', { name: 'plain' }),
  remove('delete a tag of what is not there', 'delete-tag', { name: 'nowhere', key: 'a' }),
  { ...get('get with tags', 'get', { name: 'plain' }), unordered: ['registered_model.tags'] }
]

const renames: readonly Step[] = [
  post('rename', 'rename', { name: 'plain', new_name: 'renamed' }),
  post('rename onto itself', 'rename', { name: 'renamed', new_name: 'renamed' }),
  post('rename in another case', 'rename', { name: 'renamed', new_name: 'Renamed' }),
  post('rename what is not there', 'rename', { name: 'plain', new_name: 'x' }),
  post('rename to / in the name', 'rename', { name: 'Renamed', new_name: 'a/b' }),
  post('rename to blanks', 'rename', { name: 'Renamed', new_name: '   ' }),
  post('rename to an empty name', 'rename', { name: 'Renamed', new_name: '' }),
  post('rename with both spellings of the new name', 'rename', { name: 'Renamed', new_name: 'x', newName: 'y' }),
  post('rename with the other spelling alone', 'rename', { name: 'Renamed', newName: 'y' }),
  post('rename without a new name', 'rename', { name: 'Renamed' }),
  post('rename without a name', 'rename', { new_name: 'x' }),
  post('rename to a number', 'rename', { name: 'Renamed', new_name: 4 }),
  post('rename from a bad name to a bad name', 'rename', { name: 'a/b', new_name: 'c/d' }),
  post('rename from a bad name', 'rename', { name: 'a/b', new_name: 'ok' }),
  { ...get('get by the new name', 'get', { name: 'Renamed' }), unordered: ['registered_model.tags'] },
  get('get by the old name', 'get', { name: 'plain' }),
  post('rename onto another', 'rename', { name: 'Renamed', new_name: 'full' })
]

const searches: readonly Step[] = [
  get('search by name', 'search', { filter: "name = 'full'" }),
  get('search with one result', 'search', { max_results: '1', order_by: 'name ASC' }),
  get('search with max_results 1001', 'search', { max_results: '1001' }),
  get('search with max_results 0', 'search', { max_results: '0', filter: "name = 'full'" }),
  get('search with max_results -1', 'search', { max_results: '-1', filter: "name = 'full'" }),
  get('search with a text as max_results', 'search', { max_results: 'many' }),
  get('search with a bad token', 'search', { page_token: 'x' })
]

const deletions: readonly Step[] = [
  remove('delete', 'delete', { name: 'Renamed' }),
  remove('delete again', 'delete', { name: 'Renamed' }),
  remove('delete without a name', 'delete', {}),
  remove('delete with a bad name', 'delete', { name: 'a/b' }),
  remove('delete with a list as name', 'delete', { name: ['full'] }),
  { title: 'delete with a query', method: 'DELETE', path: `${models}/delete`, query: { name: 'full' } },
  { title: 'delete without Content-Type', method: 'DELETE', path: `${models}/delete`, raw: '{"name":"ajax made"}' },
  get('get after the deletion', 'get', { name: 'Renamed' }),
  post('create with the name of a deleted one', 'create', { name: 'Renamed' })
]

/** Registered models and their tags: every endpoint, every check, every default. */
export const registeredModelsPart: Part = {
  name: 'registered models',
  steps: [...creations, ...reads, ...updates, ...tags, ...renames, ...searches, ...deletions]
}
