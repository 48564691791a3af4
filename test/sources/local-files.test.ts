import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source } from '../../src/main/sources/source.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

let registry: TestRegistry
let source: Source
let target: string
const run = { kind: 'run', runId: 'run1' } as const
const version = { kind: 'version', model: 'churn', version: '1' } as const
const none = () => {}
const png = Buffer.from('89504e470d0a1a0a0000', 'hex')

beforeAll(() => {
  registry = createTestRegistry()
  target = mkdtempSync(path.join(tmpdir(), 'greenroom-target-'))
  const { addModel, addRun, addVersion, addLoggedModel, writeArtifacts } = registry
  addRun({ id: 'run1' })
  writeArtifacts('0/run1/artifacts', {
    'notes.md': '# Notes',
    'plots/roc.png': png,
    'plots/fake.png': 'no picture',
    'plots/drawing.svg': '<svg onload="x"/>',
    'table.csv': 'a,b\n1,"x, y"\n2,z\n',
    'long.tsv': `n\n${Array.from({ length: 500 }, (_, i) => i).join('\n')}\n`,
    'small.json': '{"b":1,"a":[1,2]}',
    'exact.json': '{"id":12345678901234567890}',
    'broken.json': '{"a": NaN}',
    'big.txt': 'ä'.repeat(300 * 1024),
    'model.bin': Buffer.from([1, 0, 2]),
    'conda.yaml': 'name: x',
    'train.py': 'print()',
    'empty.txt': ''
  })
  addLoggedModel({ id: 'm-1', name: 'model', runId: 'run1', files: { MLmodel: 'flavors: {}', 'data/weights.bin': 'www' } })
  addModel('churn')
  addVersion({ model: 'churn', version: 1, source: writeArtifacts('0/v1', { 'b.txt': 'bb', 'a/z.txt': 'z', 'a.txt': 'aaa', 'ä.txt': '' }) })
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
  rmSync(target, { recursive: true, force: true })
})

test('a run’s artifacts are listed, folders first, with the models that it logged', async () => {
  const entries = await source.listArtifacts(run, '')
  expect(entries.slice(0, 3)).toEqual([
    { path: 'model', name: 'model', isDirectory: true, size: null },
    { path: 'plots', name: 'plots', isDirectory: true, size: null },
    { path: 'big.txt', name: 'big.txt', isDirectory: false, size: 600 * 1024 }
  ])
  expect((await source.listArtifacts(run, 'plots')).map((entry) => entry.path)).toEqual([
    'plots/drawing.svg',
    'plots/fake.png',
    'plots/roc.png'
  ])
  expect((await source.listArtifacts(run, 'model')).map((entry) => entry.path)).toEqual(['model/data', 'model/MLmodel'])
  expect((await source.listArtifacts(run, 'model/data')).map((entry) => [entry.path, entry.size])).toEqual([['model/data/weights.bin', 3]])
})

test('a run without artifacts has an empty list; a path that is not there is named', async () => {
  registry.addRun({ id: 'bare' })
  expect(await source.listArtifacts({ kind: 'run', runId: 'bare' }, '')).toEqual([])
  await expect(source.listArtifacts(run, 'nowhere')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('nowhere')
  })
})

test.each(['../../../mlflow.db', 'a/../../x', '/etc/passwd', 'plots\\x', 'C:/x', 'a//b', 'x\u0000y'])(
  'the path %j is refused everywhere',
  async (bad) => {
    await expect(source.listArtifacts(run, bad)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    await expect(source.previewArtifact(version, bad)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    await expect(source.hashArtifact(run, bad, neverAborted())).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    await expect(source.downloadArtifact(run, bad, path.join(target, 'bad'), neverAborted(), none)).rejects.toMatchObject({
      code: 'UNSAFE_PATH'
    })
    expect(existsSync(path.join(target, 'bad'))).toBe(false)
  }
)

test.each([
  ['small.json', { kind: 'text', language: 'json', text: '{\n  "b": 1,\n  "a": [\n    1,\n    2\n  ]\n}', isTruncated: false }],
  ['exact.json', { kind: 'text', language: 'json', text: '{"id":12345678901234567890}', isTruncated: false }],
  ['broken.json', { kind: 'text', language: 'json', text: '{"a": NaN}' }],
  ['notes.md', { kind: 'text', language: 'markdown', text: '# Notes' }],
  ['conda.yaml', { kind: 'text', language: 'yaml' }],
  ['model/MLmodel', { kind: 'text', language: 'yaml', text: 'flavors: {}' }],
  ['train.py', { kind: 'text', language: 'python' }],
  ['empty.txt', { kind: 'text', language: 'text', text: '', isTruncated: false }],
  ['big.txt', { kind: 'text', text: 'ä'.repeat(256 * 1024), isTruncated: true }],
  [
    'table.csv',
    {
      kind: 'table',
      columns: ['a', 'b'],
      rows: [
        ['1', 'x, y'],
        ['2', 'z']
      ],
      totalRows: 2,
      isTruncated: false
    }
  ],
  ['plots/roc.png', { kind: 'image', mediaType: 'image/png', base64: png.toString('base64') }],
  ['plots/fake.png', { kind: 'none', why: expect.stringContaining('not the image') }],
  ['plots/drawing.svg', { kind: 'text', language: 'text', text: '<svg onload="x"/>' }],
  ['model.bin', { kind: 'none', why: expect.stringContaining('binary') }]
])('the preview of %s', async (name, expected) => {
  expect(await source.previewArtifact(run, name)).toMatchObject(expected)
})

test('a long table shows its first 200 rows and counts all', async () => {
  const preview = await source.previewArtifact(run, 'long.tsv')
  expect(preview).toMatchObject({ kind: 'table', totalRows: 500, isTruncated: true })
  expect(preview.kind === 'table' && preview.rows.length).toBe(200)
})

test('a preview of a folder or a missing file says so', async () => {
  await expect(source.previewArtifact(run, 'plots')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(source.previewArtifact(run, 'none.txt')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the digest covers path, size and hash of every file, sorted by the bytes of the paths', async () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const lines = [
    ['a.txt', 'aaa'],
    ['a/z.txt', 'z'],
    ['b.txt', 'bb'],
    ['ä.txt', '']
  ].map(([name = '', text = '']) => `${name}\0${text.length}\0${sha(text)}\n`)
  const reports: number[] = []
  const digest = await source.digestVersion('churn', '1', neverAborted(), (done) => reports.push(done))
  expect(digest).toEqual({ digest: sha(lines.join('')), files: 4, size: 6 })
  expect(reports.at(-1)).toBe(6)
})

test('one file is hashed by content', async () => {
  expect(await source.hashArtifact(version, 'a.txt', neverAborted())).toEqual({
    sha256: createHash('sha256').update('aaa').digest('hex'),
    size: 3
  })
})

test('links and second names of files are refused by digest, preview and download', async () => {
  for (const [name, plant] of [
    ['soft', (file: string) => symlinkSync(registry.database, file)],
    ['hard', (file: string) => linkSync(registry.database, file)]
  ] as const) {
    const folder = path.join(registry.artifacts, `0/${name}`)
    mkdirSync(folder)
    plant(path.join(folder, 'stolen.db'))
    registry.addVersion({ model: 'churn', version: name === 'soft' ? 10 : 11, source: `mlflow-artifacts:/0/${name}` })
    const root = { kind: 'version', model: 'churn', version: name === 'soft' ? '10' : '11' } as const
    await expect(source.digestVersion('churn', root.version, neverAborted(), none)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(source.previewArtifact(root, 'stolen.db')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(source.downloadArtifact(root, '', path.join(target, name), neverAborted(), none)).rejects.toMatchObject({
      code: 'FORBIDDEN'
    })
  }
  expect(readdirSync(target)).toEqual([])
})

test('a file is downloaded under its name, over an older one', async () => {
  const file = path.join(target, 'copy.txt')
  writeFileSync(file, 'older')
  expect(await source.downloadArtifact(version, 'a.txt', file, neverAborted(), none)).toEqual({ files: 1, size: 3 })
  expect(readFileSync(file, 'utf8')).toBe('aaa')
  rmSync(file)
})

test('a folder is downloaded with its structure; a model that the run logged too', async () => {
  expect(await source.downloadArtifact(version, '', path.join(target, 'whole'), neverAborted(), none)).toEqual({ files: 4, size: 6 })
  expect(readFileSync(path.join(target, 'whole/a/z.txt'), 'utf8')).toBe('z')
  await source.downloadArtifact(run, 'model', path.join(target, 'model'), neverAborted(), none)
  expect(readdirSync(path.join(target, 'model')).sort()).toEqual(['MLmodel', 'data'])
  await expect(source.downloadArtifact(version, '', path.join(target, 'whole'), neverAborted(), none)).rejects.toMatchObject({
    code: 'CONFLICT'
  })
  rmSync(path.join(target, 'whole'), { recursive: true })
  rmSync(path.join(target, 'model'), { recursive: true })
})

test('a cancelled digest or download ends as cancelled and leaves nothing', async () => {
  registry.addVersion({
    model: 'churn',
    version: 20,
    source: registry.writeArtifacts('0/large', { 'weights.bin': Buffer.alloc(200 * 1024 * 1024) })
  })
  const large = { kind: 'version', model: 'churn', version: '20' } as const
  const digest = new AbortController()
  await expect(source.digestVersion('churn', '20', digest.signal, () => digest.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  const download = new AbortController()
  await expect(
    source.downloadArtifact(large, '', path.join(target, 'large'), download.signal, () => download.abort())
  ).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(readdirSync(target)).toEqual([])
})

test('closing in the middle of a download leaves nothing half-written', async () => {
  const other = openTestSource(registry)
  let closing: Promise<void> | undefined
  const root = { kind: 'version', model: 'churn', version: '20' } as const
  const outcome = await other
    .downloadArtifact(root, '', path.join(target, 'large'), neverAborted(), () => {
      closing ??= other.close()
    })
    .catch((error) => error)
  await closing
  expect(outcome).toMatchObject({ code: 'CANCELLED' })
  expect(readdirSync(target)).toEqual([])
})
