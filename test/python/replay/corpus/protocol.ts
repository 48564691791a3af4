import type { Part, Step } from '../step.ts'
import { askBelow, json, longAgo } from './asking.ts'

const { post, get, raw } = askBelow('/mlflow/')
const create = (title: string, text: string | Uint8Array, headers: Readonly<Record<string, string>> = json): Step =>
  raw(title, 'experiments/create', text, headers)
const at = (title: string, method: string, path: string, more: Partial<Step> = {}): Step => ({ title, method, path, ...more })

const mounts: readonly Step[] = [
  at('health', 'GET', '/health', { compareBody: 'bytes' }),
  at('version', 'GET', '/version', { compareBody: 'bytes' }),
  at('health by HEAD', 'HEAD', '/health', { compareBody: 'bytes' }),
  at('health by POST', 'POST', '/health'),
  at('health below /api', 'GET', '/api/2.0/health'),
  at('server info', 'GET', '/api/3.0/mlflow/server-info'),
  at('server info for pages', 'GET', '/ajax-api/3.0/mlflow/server-info'),
  at('server info at 2.0', 'GET', '/api/2.0/mlflow/server-info'),
  at('an experiment for pages', 'GET', '/ajax-api/2.0/mlflow/experiments/get', { query: { experiment_id: '0' } }),
  at('an experiment at 3.0', 'GET', '/api/3.0/mlflow/experiments/get', { query: { experiment_id: '0' } }),
  at('an experiment at 1.0', 'GET', '/api/1.0/mlflow/experiments/get', { query: { experiment_id: '0' } }),
  at('an experiment by HEAD', 'HEAD', '/mlflow/experiments/get', { query: { experiment_id: '0' } }),
  at('an experiment by the path of previews', 'GET', '/api/2.0/preview/mlflow/experiments/get', { query: { experiment_id: '0' } }),
  at('create for pages', 'POST', '/ajax-api/2.0/mlflow/experiments/create', { body: { name: 'for pages' } }),
  at('a trailing slash', 'GET', '/mlflow/experiments/get/', { query: { experiment_id: '0' } }),
  at('two slashes', 'GET', '/mlflow//experiments/get', { query: { experiment_id: '0' } }),
  at('an unknown route', 'GET', '/mlflow/experiments/nothing'),
  at('an unknown route by POST', 'POST', '/mlflow/nothing/at/all', { body: {} }),
  at('the root of the API', 'GET', '/api/2.0/mlflow'),
  at('a route of capitals', 'GET', '/api/2.0/MLFLOW/experiments/get', { query: { experiment_id: '0' } })
]

const methods: readonly Step[] = [
  at('create by GET', 'GET', '/mlflow/experiments/create', { query: { name: 'by get' } }),
  at('create by PUT', 'PUT', '/mlflow/experiments/create', { body: { name: 'by put' } }),
  at('create by PATCH', 'PATCH', '/mlflow/experiments/create', { body: { name: 'by patch' } }),
  at('create by DELETE', 'DELETE', '/mlflow/experiments/create', { body: { name: 'by delete' } }),
  at('get by POST', 'POST', '/mlflow/experiments/get', { body: { experiment_id: '0' } }),
  at('get a run by POST', 'POST', '/mlflow/runs/get', { body: { run_id: 'x' } }),
  at('get with a body', 'GET', '/mlflow/experiments/get', { body: { experiment_id: '0' } }),
  at('get with a body and a query', 'GET', '/mlflow/experiments/get', { query: { experiment_id: '0' }, body: { experiment_id: '987654' } }),
  at('post with a query', 'POST', '/mlflow/experiments/create', { query: { name: 'in the query' }, body: {} }),
  at('override of the method', 'POST', '/mlflow/experiments/get', { headers: { 'X-HTTP-Method-Override': 'GET', ...json }, raw: '' })
]

const types: readonly Step[] = [
  create('with charset', '{"name": "charset"}', { 'Content-Type': 'application/json; charset=utf-8' }),
  create('with charset in capitals', '{"name": "charset 2"}', { 'Content-Type': 'application/json;charset=UTF-8' }),
  create('type of XML', '{"name": "xml"}', { 'Content-Type': 'application/xml' }),
  create('type of JSON in capitals', '{"name": "capitals"}', { 'Content-Type': 'Application/JSON' }),
  create('type of JSON lines', '{"name": "lines"}', { 'Content-Type': 'application/json-lines' }),
  create('type of text', '{"name": "text"}', { 'Content-Type': 'text/plain' }),
  create('type of a form', 'name=form', { 'Content-Type': 'application/x-www-form-urlencoded' }),
  create('no type', '{"name": "none"}', {}),
  create('an empty type', '{"name": "empty"}', { 'Content-Type': '' }),
  create('charset of UTF-16', '{"name": "utf-16"}', { 'Content-Type': 'application/json; charset=utf-16' }),
  create('a compressed body', '{"name": "gzip"}', { ...json, 'Content-Encoding': 'gzip' }),
  raw('a GET with an odd type', 'experiments/get?experiment_id=0', '', { 'Content-Type': 'text/plain' }, { method: 'GET' })
]

const bodies: readonly Step[] = [
  create('an empty body', ''),
  create('null', 'null'),
  create('an empty list', '[]'),
  create('a list', '[{"name": "x"}]'),
  create('a number', '5'),
  create('true', 'true'),
  create('a word', 'abc'),
  create('a broken object', '{"name": "x"'),
  create('a trailing comma', '{"name": "x",}'),
  create('single quotes', "{'name': 'x'}"),
  create('two documents', '{"name": "x"} {"name": "y"}'),
  create('a byte order mark', '\ufeff{"name": "x"}'),
  create('invalid UTF-8', Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])),
  create('a lone surrogate', '{"name": "\\ud800"}'),
  create('a pair of surrogates', '{"name": "pair \\ud83d\\ude42"}'),
  create('NaN as number', '{"name": "nan", "tags": [{"key": "k", "value": NaN}]}'),
  create('JSON in a text', '"{\\"name\\": \\"double\\"}"'),
  create('JSON in a text in a text', '"\\"{}\\""'),
  create('a text that is no JSON', '"abc"'),
  create('an empty text', '""'),
  create('a list in a text', '"[1]"'),
  create('the name twice', '{"name": "twice 1", "name": "twice 2"}'),
  create('unknown fields', '{"name": "unknown fields", "color": "red", "size": {"x": [1]}}'),
  create('__proto__', '{"name": "proto", "__proto__": {"name": "evil"}, "constructor": 1}'),
  create('blanks around', '  \n\t{"name": "blanks around"}\r\n '),
  create('deep nesting in an unknown field', `{"name": "deep", "x": ${'['.repeat(50)}${']'.repeat(50)}}`),
  create('escapes', '{"name": "esc\\u0061pes \\/ \\" \\\\", "tags": [{"key": "k", "value": "\\b\\f\\n\\r\\t"}]}')
]

const fields: readonly Step[] = [
  post('camelCase', 'experiments/create', { name: 'camel', artifactLocation: 's3://camel/case' }, { save: { camel: 'experiment_id' } }),
  get('what camelCase made', 'experiments/get', { experiment_id: '<camel>' }),
  post('both spellings', 'experiments/create', { name: 'both', artifactLocation: 's3://a/b', artifact_location: 's3://a/b' }),
  post('camelCase of a required field', 'experiments/update', { experimentId: '<camel>', newName: 'camel 2' }),
  post('camelCase of half the required', 'experiments/update', { experiment_id: '<camel>', newName: 'camel 2' }),
  post(
    'a run in camelCase',
    'runs/create',
    { experimentId: '0', runName: 'camel', startTime: longAgo, userId: 'ada' },
    { save: { run: 'run.info.run_id' } }
  ),
  post(
    'make a spare run',
    'runs/create',
    { experiment_id: '0', run_name: 'spare', start_time: longAgo },
    { save: { spare: 'run.info.run_id' } }
  ),
  post('a metric in camelCase', 'runs/log-metric', { runId: '<run>', key: 'm', value: 1, timestamp: 1 }),
  post('a batch in camelCase', 'runs/log-batch', { run_id: '<run>', metrics: [{ key: 'm', value: 1, timestamp: 1, modelId: '' }] }),
  post('both spellings of a run', 'runs/get', { run_id: '<run>', runId: '<run>' }, { method: 'GET' }),
  post('an integer as a whole fraction', 'runs/update', { run_id: '<run>', end_time: 1.7e12 }),
  post('an integer as text with blanks', 'runs/update', { run_id: '<run>', end_time: ' 5 ' }),
  post('an integer as text with a plus', 'runs/update', { run_id: '<run>', end_time: '+5' }),
  post('an integer as text with zeros', 'runs/update', { run_id: '<run>', end_time: '007' }),
  post('an integer as text with a fraction', 'runs/update', { run_id: '<run>', end_time: '5.0' }),
  post('an integer as text with underscores', 'runs/update', { run_id: '<run>', end_time: '1_000' }),
  raw('an integer beyond 2^53', 'runs/update', '{"run_uuid": "x", "run_id": "<run>", "end_time": 9007199254740993}', json),
  raw('an integer beyond int64', 'runs/update', '{"run_id": "<run>", "end_time": 9223372036854775808}', json),
  raw('an integer as 1e400', 'runs/update', '{"run_id": "<run>", "end_time": 1e400}', json),
  raw('a value of 1e400', 'runs/log-metric', '{"run_id": "<spare>", "key": "huge", "timestamp": 1, "value": 1e400}', json),
  raw('a value of NaN as number', 'runs/log-metric', '{"run_id": "<spare>", "key": "nan", "timestamp": 1, "value": NaN}', json),
  raw('a value of Infinity as number', 'runs/log-metric', '{"run_id": "<spare>", "key": "inf", "timestamp": 1, "value": -Infinity}', json),
  raw('a value of -0', 'runs/log-metric', '{"run_id": "<run>", "key": "minus zero", "timestamp": 1, "value": -0.0}', json),
  raw(
    'a value of 30 digits',
    'runs/log-metric',
    '{"run_id": "<run>", "key": "digits", "timestamp": 1, "value": 123456789012345678901234567890}',
    json
  ),
  get('the run of the odd fields', 'runs/get', { run_id: '<run>' }),
  get('unknown keys in the query', 'experiments/get', { experiment_id: '0', color: 'red' }),
  get('only unknown keys in the query', 'experiments/get', { color: 'red' }),
  { title: 'a query without value', path: '/mlflow/experiments/get', query: 'experiment_id' },
  { title: 'a query with a plus', path: '/mlflow/experiments/get-by-name', query: 'experiment_name=for+pages' },
  { title: 'a query with broken escapes', path: '/mlflow/experiments/get-by-name', query: 'experiment_name=%zz%ff' },
  { title: 'a query with semicolons', path: '/mlflow/experiments/get', query: 'x=1;experiment_id=0' },
  post('a presigned upload', 'artifacts/presigned-upload-url', { run_id: '<run>', path: 'a/b.txt' }),
  post('a presigned upload of an unknown run', 'artifacts/presigned-upload-url', { run_id: 'f'.repeat(32), path: 'a' }),
  post('a presigned upload without path', 'artifacts/presigned-upload-url', { run_id: '<run>' }),
  post('a presigned upload of run and model', 'artifacts/presigned-upload-url', { run_id: '<run>', model_id: 'm-1', path: 'a' }),
  post('a presigned upload of neither', 'artifacts/presigned-upload-url', { path: 'a' })
]

/** What does not depend on the endpoint: mounts, methods, content types, forms of JSON and of fields. */
export const protocolPart: Part = { name: 'protocol', steps: [...mounts, ...methods, ...types, ...bodies, ...fields] }
