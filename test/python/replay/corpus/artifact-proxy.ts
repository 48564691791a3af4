import type { Part, Step } from '../step.ts'

const root = '/api/2.0/mlflow-artifacts'
const files = `${root}/artifacts`

const put = (title: string, path: string, raw: string | Uint8Array, more: Partial<Step> = {}): Step => ({
  title: `put ${title}`,
  method: 'PUT',
  path: `${files}/${path}`,
  raw,
  ...more
})
const get = (title: string, path: string, more: Partial<Step> = {}): Step => ({
  title: `get ${title}`,
  path: `${files}/${path}`,
  ...more
})
const remove = (title: string, path: string, more: Partial<Step> = {}): Step => ({
  title: `delete ${title}`,
  method: 'DELETE',
  path: `${files}/${path}`,
  ...more
})
const list = (title: string, query: NonNullable<Step['query']>, more: Partial<Step> = {}): Step => ({
  title: `list ${title}`,
  path: files,
  query,
  ...more
})
const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)

const puts: readonly Step[] = [
  list('an empty store', {}),
  put('a file', 'proxy/a.txt', 'first'),
  put('it again', 'proxy/a.txt', 'second, and longer'),
  put('every byte', 'proxy/bytes.bin', bytes),
  put('an empty file', 'proxy/empty', ''),
  put('a file deep down', 'proxy/1/2/3/4/5/deep.txt', 'deep'),
  put('a Unicode name', `proxy/${encodeURIComponent('имя 模型 🙂.txt')}`, 'unicode'),
  put('a name with blanks', 'proxy/two%20words.txt', 'blank'),
  put('a name with %', 'proxy/100%25.txt', 'percent'),
  put('a name with + and &', 'proxy/a+b&c=d.txt', 'signs'),
  put('a name with an encoded slash', 'proxy%2Fslash.txt', 'slash'),
  put('a name with quotes', "proxy/it's%20(1)!~.txt", 'quotes'),
  put('with a type', 'proxy/typed.json', '{}', { headers: { 'Content-Type': 'application/json' } }),
  put('through the ajax mount', '', 'ajax', { path: '/ajax-api/2.0/mlflow-artifacts/artifacts/proxy/ajax.txt' }),
  put('onto a folder', 'proxy/1', 'x', { compareBody: 'none' }),
  put('below a file', 'proxy/a.txt/x', 'x', { compareBody: 'none' })
]

/** Endings whose type is in Python itself: others depend on the tables of the system that stock runs on. */
const endings = (
  'txt log err cfg conf ini toml yaml yml xml json js py py3 csv tsv md rst ipynb hocon properties Json html htm css png PNG jpg jpeg gif svg ' +
  'bmp ico tif tiff pdf zip tar tar.gz tgz csv.gz json.gz gz bz2 xz svgz parquet feather pkl pickle pth onnx h5 npy npz joblib bin so wasm mp3 mp4 ' +
  'wav avi mov webm mpeg doc xls ppt ps eps hdf nc eml vtt unknown'
).split(' ')
const types: readonly Step[] = [
  ...endings.map((ending, index) => `${index}/file.${ending}`),
  'MLmodel',
  'mlproject',
  'other/MLproject',
  'README',
  '.txt',
  'a.b/c'
].flatMap((path): Step[] => [put(`type ${path}`, `types/${path}`, 'x'), get(`type ${path}`, `types/${path}`, { compareBody: 'bytes' })])

const refusedNames: readonly Step[] = [
  put('a name to differ from', 'refused/a.txt', 'x'),
  put('another case of a name', 'refused/A.txt', 'x'),
  put('a name with a dot at the end', 'refused/dot.', 'x'),
  put('a name of a device', 'refused/con.txt', 'x'),
  put('a name with :', 'refused/a:b', 'x'),
  put('a name with a hidden character', `refused/${encodeURIComponent('a\u202eb.txt')}`, 'x'),
  put('a path with an empty name', 'refused//x.txt', 'x')
]

const gets: readonly Step[] = [
  get('a file', 'proxy/a.txt'),
  get('every byte', 'proxy/bytes.bin', { compareBody: 'bytes' }),
  get('an empty file', 'proxy/empty'),
  get('a Unicode name', `proxy/${encodeURIComponent('имя 模型 🙂.txt')}`),
  get('a name with blanks', 'proxy/two%20words.txt'),
  get('a name with %', 'proxy/100%25.txt'),
  get('a name with + and &', 'proxy/a+b&c=d.txt'),
  get('a name with quotes', "proxy/it's%20(1)!~.txt"),
  get('through the ajax mount', '', { path: '/ajax-api/2.0/mlflow-artifacts/artifacts/proxy/ajax.txt' }),
  get('with a query', 'proxy/a.txt?x=1'),
  get('a folder', 'proxy/1'),
  get('what is missing', 'proxy/none.txt'),
  get('in a folder that is missing', 'none/none.txt'),
  get('below a file', 'proxy/a.txt/x'),
  get('with a slash at the end', 'proxy/a.txt/'),
  get('a range', 'proxy/bytes.bin', {
    headers: { Range: 'bytes=10-19' },
    compareBody: 'bytes'
  }),
  get('an open range', 'proxy/bytes.bin', {
    headers: { Range: 'bytes=250-' },
    compareBody: 'bytes'
  }),
  get('the last bytes', 'proxy/bytes.bin', {
    headers: { Range: 'bytes=-4' },
    compareBody: 'bytes'
  }),
  get('a range beyond the end', 'proxy/bytes.bin', { headers: { Range: 'bytes=300-400' }, compareBody: 'none' }),
  get('two ranges', 'proxy/bytes.bin', { headers: { Range: 'bytes=0-1,5-6' }, compareBody: 'bytes' }),
  get('a range turned around', 'proxy/bytes.bin', { headers: { Range: 'bytes=9-1' }, compareBody: 'bytes' }),
  get('an odd range', 'proxy/bytes.bin', { headers: { Range: 'lines=1-2' }, compareBody: 'bytes' }),
  { title: 'a POST', method: 'POST', path: `${files}/proxy/a.txt`, raw: 'x', compareBody: 'none' },
  { title: 'a PATCH', method: 'PATCH', path: `${files}/proxy/a.txt`, body: {}, compareBody: 'none' }
]

const lists: readonly Step[] = [
  list('the root', {}),
  list('a folder', { path: 'proxy' }),
  list('a folder with a slash', { path: 'proxy/' }),
  list('a folder in a folder', { path: 'proxy/1/2' }),
  list('a file', { path: 'proxy/a.txt' }),
  list('what is missing', { path: 'none' }),
  list('an empty path', { path: '' }),
  list('..', { path: '..' }),
  list('an absolute path', { path: '/etc' }),
  list('a path twice', 'path=proxy&path=none'),
  list('through the ajax mount', { path: 'proxy/1' }, { path: '/ajax-api/2.0/mlflow-artifacts/artifacts' })
]

const traversals: readonly Step[] = [
  get('..', '../x'),
  get('.. within', 'proxy/../proxy/a.txt'),
  get('encoded ..', '%2e%2e/x'),
  get('.. encoded twice', '%252e%252e/x'),
  get('.. with encoded slashes', 'proxy%2f..%2f..%2fx'),
  get('.. with a backslash', 'proxy/..%5cx'),
  get('an absolute path', '/etc/passwd'),
  get('an encoded absolute path', '%2fetc%2fpasswd'),
  get('a fragment', 'proxy/a%23b'),
  get('a file address', 'file:///etc/passwd'),
  put('to ..', 'proxy/../../x', 'x'),
  put('to encoded ..', '%2e%2e%2fx', 'x'),
  put('to an encoded absolute path', '%2ftmp%2fx', 'x'),
  remove('..', 'proxy/../../x'),
  remove('encoded ..', '%2e%2e%2fx')
]

const deletions: readonly Step[] = [
  remove('a file', 'proxy/a.txt'),
  remove('it again', 'proxy/a.txt'),
  get('a deleted file', 'proxy/a.txt'),
  remove('a folder', 'proxy/1'),
  list('the folder after deletions', { path: 'proxy' }),
  remove('what is missing', 'none'),
  remove('a Unicode name', `proxy/${encodeURIComponent('имя 模型 🙂.txt')}`),
  remove('with a body', 'proxy/ajax.txt', { body: {} })
]

const multipart: readonly Step[] = [
  ...['create', 'complete', 'abort'].map(
    (act): Step => ({
      title: `multipart ${act}`,
      path: `${root}/mpu/${act}/proxy/big.bin`,
      body: { path: 'proxy/big.bin', num_parts: 2, upload_id: 'u', parts: [{ part_number: 1, etag: 'e', url: 'u' }] }
    })
  ),
  { title: 'multipart create without a path', path: `${root}/mpu/create/proxy/big.bin`, body: { num_parts: 2 } },
  { title: 'multipart create with a text as parts', path: `${root}/mpu/create/proxy/big.bin`, body: { path: 'x', num_parts: 'two' } },
  { title: 'multipart complete without parts', path: `${root}/mpu/complete/proxy/big.bin`, body: { path: 'x', upload_id: 'u' } },
  { title: 'multipart abort without a path', path: `${root}/mpu/abort/proxy/big.bin`, body: { upload_id: 'u' } },
  { title: 'multipart create of ..', path: `${root}/mpu/create/%2e%2e%2fx`, body: { path: 'x', num_parts: 1 } },
  { title: 'presigned download', path: `${root}/presigned/proxy/bytes.bin` },
  { title: 'presigned download of ..', path: `${root}/presigned/%2e%2e%2fx` },
  {
    title: 'multipart create through the ajax mount',
    path: '/ajax-api/2.0/mlflow-artifacts/mpu/create/x',
    body: { path: 'x', num_parts: 1 }
  }
]

/** The artifact proxy: raw files in and out, their types and names, and what leads outside. */
export const artifactProxyPart: Part = {
  name: 'artifact proxy',
  steps: [...puts, ...types, ...refusedNames, ...gets, ...lists, ...traversals, ...deletions, ...multipart]
}
