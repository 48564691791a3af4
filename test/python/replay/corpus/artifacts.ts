import type { Part, Step } from '../step.ts'

const listPath = '/mlflow/artifacts/list'
const uploadPath = '/ajax-api/2.0/mlflow/upload-artifact'
const presignedPath = '/mlflow/artifacts/presigned-upload-url'
type Query = NonNullable<Step['query']>

const list = (title: string, query: Query, more: Partial<Step> = {}): Step => ({ title: `list ${title}`, path: listPath, query, ...more })
const download = (title: string, query: Query): Step => ({
  title: `download ${title}`,
  path: '/get-artifact',
  query
})
const downloadVersion = (title: string, query: Query): Step => ({
  title: `download of a version ${title}`,
  path: '/model-versions/get-artifact',
  query
})
const upload = (title: string, query: Query, raw: string | Uint8Array | undefined, more: Partial<Step> = {}): Step => ({
  title: `upload ${title}`,
  method: 'POST',
  path: uploadPath,
  query,
  ...(raw === undefined ? {} : { raw }),
  ...more
})
const put = (path: string, raw: string | Uint8Array): Step => ({
  title: `put ${path}`,
  method: 'PUT',
  path: `/api/2.0/mlflow-artifacts/artifacts/<experiment>/<run>/artifacts/${path}`,
  raw
})
const run_id = '<run>'

const preparations: readonly Step[] = [
  { title: 'an experiment', path: '/mlflow/experiments/create', body: { name: 'for artifacts' }, save: { experiment: 'experiment_id' } },
  { title: 'a run', path: '/mlflow/runs/create', body: { experiment_id: '<experiment>', start_time: 1 }, save: { run: 'run.info.run_id' } },
  {
    title: 'a run without files',
    path: '/mlflow/runs/create',
    body: { experiment_id: '<experiment>', start_time: 2 },
    save: { bare: 'run.info.run_id' }
  },
  put('MLmodel', 'flavors: {}\n'),
  put('empty.txt', ''),
  put('data/a.bin', new Uint8Array([0, 1, 2, 255])),
  put('data/deep/er/b.json', '{"a": 1}'),
  put('data/Z.txt', 'Z'),
  put('data/a.txt', 'a'),
  put(encodeURIComponent('имя с пробелом 🙂.txt'), 'unicode'),
  put('with%20blank.html', '<b>bold</b>')
]

const lists: readonly Step[] = [
  list('the root', { run_id }),
  list('the root by run_uuid', { run_uuid: run_id }),
  list('by both', { run_id, run_uuid: '<bare>' }),
  list('a folder', { run_id, path: 'data' }),
  list('a folder with a slash', { run_id, path: 'data/' }),
  list('a folder in a folder', { run_id, path: 'data/deep' }),
  list('a file', { run_id, path: 'MLmodel' }),
  list('what is missing', { run_id, path: 'nothing/here' }),
  list('an empty path', { run_id, path: '' }),
  list('with a token', { run_id, page_token: 'anything' }),
  list('of a run without files', { run_id: '<bare>' }),
  list('of an unknown run', { run_id: 'nowhere' }),
  list('of an odd run', { run_id: '../x' }),
  list('of an empty run', { run_id: '' }),
  list('of no run', { path: 'data' }),
  list('an absolute path', { run_id, path: '/etc' }),
  list('..', { run_id, path: '..' }),
  list('.. within', { run_id, path: 'data/../data' }),
  list('encoded ..', { run_id, path: '%2e%2e/x' }),
  list('.. encoded twice', { run_id, path: '%252e%252e/x' }),
  list('a fragment', { run_id, path: 'data#x' }),
  list('a Windows path', { run_id, path: 'C:\\x' }),
  list('through the ajax mount', { run_id }, { path: `/ajax-api/2.0${listPath}` }),
  { title: 'list by POST', path: listPath, body: { run_id }, compareBody: 'none' }
]

const downloads: readonly Step[] = [
  download('a file', { run_id, path: 'MLmodel' }),
  download('by run_uuid', { run_uuid: run_id, path: 'MLmodel' }),
  download('an empty file', { run_id, path: 'empty.txt' }),
  download('bytes', { run_id, path: 'data/a.bin' }),
  download('a file in folders', { run_id, path: 'data/deep/er/b.json' }),
  download('a Unicode name', { run_id, path: 'имя с пробелом 🙂.txt' }),
  download('a page', { run_id, path: 'with blank.html' }),
  {
    ...download('a range', { run_id, path: 'data/a.bin' }),
    headers: { Range: 'bytes=1-2' },
    compareBody: 'bytes'
  },
  {
    ...download('the end of a file', { run_id, path: 'data/a.bin' }),
    headers: { Range: 'bytes=2-' },
    compareBody: 'bytes'
  },
  { ...download('a range beyond the end', { run_id, path: 'data/a.bin' }), headers: { Range: 'bytes=10-20' }, compareBody: 'none' },
  ...['bytes=3-1', 'bytes=abc', 'x=1'].map(
    (Range): Step => ({ ...download(`the range ${Range}`, { run_id, path: 'data/a.bin' }), headers: { Range }, compareBody: 'bytes' })
  ),
  { ...download('what is known', { run_id, path: 'data/a.bin' }), headers: { 'If-None-Match': '*' }, compareBody: 'bytes' },
  {
    ...download('what is known as another', { run_id, path: 'data/a.bin' }),
    headers: { 'If-None-Match': '"another", W/"one more"' },
    compareBody: 'bytes'
  },
  download('a folder', { run_id, path: 'data' }),
  download('what is missing', { run_id, path: 'data/none.txt' }),
  download('a file below a file', { run_id, path: 'MLmodel/x' }),
  download('..', { run_id, path: '../x' }),
  download('.. within', { run_id, path: 'data/../MLmodel' }),
  download('an absolute path', { run_id, path: '/etc/passwd' }),
  download('encoded ..', { run_id, path: '%2e%2e%2fx' }),
  download('a file address', { run_id, path: 'file:///etc/passwd' }),
  download('of an unknown run', { run_id: 'nowhere', path: 'MLmodel' }),
  download('of no run', { path: 'MLmodel' }),
  { ...download('without a path', { run_id }), compareBody: 'none' },
  download('with an empty path', { run_id, path: '' }),
  { ...download('by POST', { run_id, path: 'MLmodel' }), method: 'POST', compareBody: 'none' }
]

const uploads: readonly Step[] = [
  upload('a file', { run_uuid: run_id, path: 'up.txt' }, 'uploaded'),
  upload('it again', { run_uuid: run_id, path: 'up.txt' }, 'uploaded again'),
  upload('into folders', { run_uuid: run_id, path: 'up/load/ed.bin' }, new Uint8Array([1, 0, 2])),
  upload('a Unicode name', { run_uuid: run_id, path: 'файл 🙂.txt' }, 'x'),
  upload('with a JSON type', { run_uuid: run_id, path: 'up.json' }, '{"a": 1}', { headers: { 'Content-Type': 'application/json' } }),
  upload('nothing', { run_uuid: run_id, path: 'none.txt' }, ''),
  upload('no body', { run_uuid: run_id, path: 'none.txt' }, undefined, { headers: { 'Content-Length': '0' } }),
  upload('10 MB and a byte', { run_uuid: run_id, path: 'big.bin' }, new Uint8Array(10 * 1024 * 1024 + 1)),
  upload('10 MB', { run_uuid: run_id, path: 'big.bin' }, new Uint8Array(10 * 1024 * 1024)),
  upload('without a run', { path: 'x.txt' }, 'x'),
  upload('with run_id', { run_id, path: 'x.txt' }, 'x'),
  upload('with an empty run', { run_uuid: '', path: 'x.txt' }, 'x'),
  upload('without a path', { run_uuid: run_id }, 'x'),
  upload('with an empty path', { run_uuid: run_id, path: '' }, 'x'),
  upload('to ..', { run_uuid: run_id, path: '../x.txt' }, 'x'),
  upload('to an absolute path', { run_uuid: run_id, path: '/tmp/x.txt' }, 'x'),
  upload('to an unknown run', { run_uuid: 'nowhere', path: 'x.txt' }, 'x'),
  upload('to a file as folder', { run_uuid: run_id, path: 'MLmodel/x.txt' }, 'x', { compareBody: 'none' }),
  { title: 'upload through the api mount', method: 'POST', path: '/api/2.0/mlflow/upload-artifact', raw: 'x', compareBody: 'none' },
  list('what was uploaded', { run_id }),
  download('what was uploaded', { run_id, path: 'up.txt' }),
  download('what was uploaded into folders', { run_id, path: 'up/load/ed.bin' })
]

const presigned: readonly Step[] = [
  { title: 'presigned address of a run', path: presignedPath, body: { run_id, path: 'x' } },
  { title: 'presigned address of nothing', path: presignedPath, body: { path: 'x' } },
  { title: 'presigned address of both', path: presignedPath, body: { run_id, model_id: 'm-x', path: 'x' } },
  { title: 'presigned address of an unknown run', path: presignedPath, body: { run_id: 'nowhere', path: 'x' } },
  { title: 'presigned address of an unknown model', path: presignedPath, body: { model_id: 'm-x', path: 'x' } },
  { title: 'presigned address without a path', path: presignedPath, body: { run_id } },
  { title: 'presigned address of ..', path: presignedPath, body: { run_id, path: '../x' } },
  { title: 'presigned address with an odd expiration', path: presignedPath, body: { run_id, path: 'x', expiration: 'soon' } },
  { title: 'presigned download of a run', path: '/mlflow/artifacts/presigned-download-url', body: { run_id, path: 'x' } },
  { title: 'presigned download without a run', path: '/mlflow/artifacts/presigned-download-url', body: { path: 'x' } },
  {
    title: 'presigned download with expiration 0',
    path: '/mlflow/artifacts/presigned-download-url',
    body: { run_id, path: 'x', expiration: 0 }
  }
]

const name = 'with files'
const version = (title: string, source: string, more: Record<string, string> = {}): Step => ({
  title: `a version of ${title}`,
  path: '/mlflow/model-versions/create',
  body: { name, source, ...more }
})

const versions: readonly Step[] = [
  { title: 'a registered model', path: '/mlflow/registered-models/create', body: { name } },
  version('the run', 'mlflow-artifacts:/<experiment>/<run>/artifacts', { run_id }),
  version('a folder of the run', 'mlflow-artifacts:/<experiment>/<run>/artifacts/data', { run_id }),
  version('a version', `models:/${name}/2`),
  downloadVersion('by its source', { name, version: '1', path: 'MLmodel' }),
  downloadVersion('in a folder', { name, version: '1', path: 'data/a.txt' }),
  downloadVersion('whose source is a folder', { name, version: '2', path: 'a.txt' }),
  downloadVersion('that is a copy', { name, version: '3', path: 'deep/er/b.json' }),
  downloadVersion('that is a folder', { name, version: '1', path: 'data' }),
  downloadVersion('that is missing', { name, version: '1', path: 'none.txt' }),
  downloadVersion('outside of it', { name, version: '2', path: '../MLmodel' }),
  downloadVersion('with an absolute path', { name, version: '2', path: '/etc/passwd' }),
  downloadVersion('99', { name, version: '99', path: 'MLmodel' }),
  downloadVersion('x', { name, version: 'x', path: 'MLmodel' }),
  downloadVersion('of what is not there', { name: 'nowhere', version: '1', path: 'MLmodel' }),
  downloadVersion('without a name', { version: '1', path: 'MLmodel' }),
  { ...downloadVersion('without a version', { name, path: 'MLmodel' }), compareBody: 'none' },
  { ...downloadVersion('without a path', { name, version: '1' }), compareBody: 'none' },
  version('runs:/', 'runs:/<run>/data', { run_id }),
  {
    title: 'a logged model',
    path: '/mlflow/logged-models',
    body: { experiment_id: '<experiment>', name: 'net', source_run_id: '<run>' },
    save: { model: 'model.info.model_id' }
  },
  {
    title: 'a file of the logged model',
    method: 'PUT',
    path: '/api/2.0/mlflow-artifacts/artifacts/<experiment>/models/<model>/artifacts/MLmodel',
    raw: 'model: 1'
  },
  version('the logged model', 'models:/<model>', { model_id: '<model>' }),
  version('a copy of the logged model', `models:/${name}/5`),
  version('the run with a slash at the end', 'mlflow-artifacts:/<experiment>/<run>/artifacts/', { run_id }),
  downloadVersion('of runs:/', { name, version: '4', path: 'a.txt' }),
  downloadVersion('of the logged model', { name, version: '5', path: 'MLmodel' }),
  downloadVersion('of a copy of the logged model', { name, version: '6', path: 'MLmodel' }),
  downloadVersion('of the logged model that is missing', { name, version: '5', path: 'none' }),
  downloadVersion('with a slash at the end', { name, version: '7', path: 'MLmodel' }),
  { title: 'a deleted run', path: '/mlflow/runs/delete', body: { run_id } },
  list('a deleted run', { run_id, path: 'data' }),
  download('from a deleted run', { run_id, path: 'MLmodel' }),
  upload('to a deleted run', { run_uuid: run_id, path: 'late.txt' }, 'late')
]

/** Files of runs and versions: listings, downloads and uploads by run. */
export const artifactsPart: Part = {
  name: 'artifacts',
  steps: [...preparations, ...lists, ...downloads, ...uploads, ...presigned, ...versions]
}
