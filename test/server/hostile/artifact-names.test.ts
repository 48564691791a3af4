import { expect, test } from 'vitest'
import { runId } from '../../support/filled-home.ts'
import { expectRefusal, type Guarded, proxy, startGuarded } from './guarded.ts'

/** Name of a row, and the path as a client means it: the tests encode it once. */
const hostile: readonly (readonly [string, string])[] = [
  ['B038, CVE-2023-30172', '../x'],
  ['B038', '..'],
  ['B038', '.'],
  ['B038', '../../../../../../etc/passwd'],
  ['B038', '..../../canary.txt:'],
  ['B039', 'a/../../x'],
  ['B039', 'a/..'],
  ['B039', 'a/b/../../../canary.txt'],
  ['B042, CVE-2023-2780', '..\\x'],
  ['B042', 'a\\..\\b'],
  ['B042', '\\..\\..\\canary.txt'],
  ['B043, CVE-2023-1177', '/etc/passwd'],
  ['B043', '/'],
  ['B044', '//h/x'],
  ['B044, CVE-2023-6977', '//proc/self/root/etc/passwd'],
  ['B045, CVE-2023-3765', 'C:\\x'],
  ['B045', 'C:x'],
  ['B045', 'c:/x'],
  ['B045', '\\\\?\\C:\\x'],
  ['B045', '\\\\host\\s'],
  ['B045', 'x:stream'],
  ['B046', 'file:///etc/passwd'],
  ['B046', 'http://127.0.0.1/x'],
  ['B046', 'FILE:x'],
  ['B047', 'a\u0000b'],
  ['B047', 'a\u0000.txt'],
  ['B047', 'a\r\nSet-Cookie: x'],
  ['B047', 'a\tb'],
  ['B047', 'a\u007fb'],
  ['B047', 'a\u0085b'],
  ['B049', 'a/./b'],
  ['B049', 'a//b'],
  ['B049', 'a/'],
  ['B050', 'n'.repeat(256)],
  ['B050', 'é'.repeat(128)],
  ['B050', Array.from({ length: 9 }, () => 'n'.repeat(120)).join('/')],
  ['B050', Array.from({ length: 65 }, () => 'd').join('/')],
  ...['CON', 'con', 'aux.txt', 'NUL', 'prn.tar.gz', 'COM1', 'lpt9.log', 'COM¹', 'CONIN$', 'a/CON/b'].map((name) => ['B051', name] as const),
  ...['x:ads', 'a.', 'a ', 'a/b./c', 'a<b', 'a>b', 'a"b', 'a|b', 'a?b', 'a*b', 'a#b'].map((name) => ['B051', name] as const),
  ['B054', 'exe\u202etxt'],
  ['B054', 'a\u200bb'],
  ['B054', 'a\u2066b'],
  ['B054', '\ufeffa'],
  ['the folder of unfinished uploads', '.incoming'],
  ['the folder of unfinished uploads', '.INCOMING/x'],
  ['a name of MLflow’s unfinished uploads', '.artifact.uploading.x']
]

/** Every way by which a path reaches the files, each of them given the path encoded once. */
const ways: readonly (readonly [string, string, (path: string) => string])[] = [
  ['upload', 'PUT', (path) => `${proxy}/${path}`],
  ['upload below a run', 'PUT', (path) => `${proxy}/0/${runId}/artifacts/${path}`],
  ['download', 'GET', (path) => `${proxy}/${path}`],
  ['delete', 'DELETE', (path) => `${proxy}/${path}`],
  ['upload-artifact', 'POST', (path) => `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=${path}`],
  ['get-artifact', 'GET', (path) => `/get-artifact?run_id=${runId}&path=${path}`],
  ['version’s artifact', 'GET', (path) => `/model-versions/get-artifact?name=churn&version=1&path=${path}`],
  ['listing of a run', 'GET', (path) => `/api/2.0/mlflow/artifacts/list?run_id=${runId}&path=${path}`],
  ['listing of the store', 'GET', (path) => `${proxy}?path=${path}`],
  ['logged model’s file', 'GET', (path) => `/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=${path}`],
  ['logged model’s folder', 'GET', (path) => `/api/2.0/mlflow/logged-models/m-1/artifacts/directories?artifact_directory_path=${path}`]
]
/** In a target's path, where a `/` may stay as it is and dots are kept as they are by Node's client. */
const spellings: readonly ((path: string) => string)[] = [
  encodeURIComponent,
  (path) => encodeURIComponent(path).replaceAll('%2F', '/'),
  (path) => encodeURIComponent(path).replaceAll('.', '%2E').toLowerCase()
]

async function tryEverywhere(guarded: Guarded, name: string, encoded: string): Promise<void> {
  for (const [title, method, makeAddress] of ways) {
    // A client that deletes a folder may name it with a slash behind.
    if (method === 'DELETE' && /^a(\/|%2f)$/i.test(encoded)) continue
    const answer = await guarded.send(method, makeAddress(encoded), method === 'GET' || method === 'DELETE' ? undefined : 'x')
    expectRefusal(answer, [400, 404], `${name} by ${title}: ${encoded.slice(0, 60)}`)
  }
}

test('no spelling of a hostile path gets past any of the ways to the files', { timeout: 60_000 }, async () => {
  const guarded = await startGuarded()
  for (const [name, path] of hostile)
    for (const encoded of new Set(spellings.map((spell) => spell(path))))
      await tryEverywhere(guarded, `${name} ${JSON.stringify(path).slice(0, 40)}`, encoded)
  await guarded.expectUntouched()
})

test('each refused upload says what is wrong with the name', async () => {
  const guarded = await startGuarded()
  for (const [name, path] of hostile)
    expectRefusal(
      await guarded.send('PUT', `${proxy}/${encodeURIComponent(path)}`, 'x'),
      400,
      `${name} ${path.slice(0, 30)}`,
      /^Invalid path: /
    )
  await guarded.expectUntouched()
})

test('B048: bytes that are no UTF-8, or too long forms of it, are refused', async () => {
  const guarded = await startGuarded()
  for (const encoded of ['%ff', 'a%ffb', '%c0%ae%c0%ae/x', '%c0%af', '%e0%80%af', '%f0%80%80%af', '%ed%a0%80', '%', '%2', '%zz'])
    for (const method of ['PUT', 'GET', 'DELETE'])
      expectRefusal(
        await guarded.send(method, `${proxy}/${encoded}`, method === 'PUT' ? 'x' : undefined),
        [400, 404],
        `${method} ${encoded}`
      )
  await guarded.expectUntouched()
})

test('B041, CVE-2024-1560: what decodes once to percent signs is a name, and is never decoded again', async () => {
  const guarded = await startGuarded()
  for (const name of ['%2e%2e', '%2e%2e%2fcanary.txt', '..%2fx', '%252e%252e%252fx', '%00', '%5c..%5cx']) {
    const address = `${proxy}/0/${runId}/artifacts/${encodeURIComponent(name)}`
    expect([name, (await guarded.send('PUT', address, name)).status]).toEqual([name, 200])
    expect((await guarded.send('GET', address)).bytes.toString()).toBe(name)
    const { files } = (await guarded.send('GET', `/api/2.0/mlflow/artifacts/list?run_id=${runId}`)).body
    expect(files.map(({ path }: { path: string }) => path)).toContain(name)
    expect((await guarded.send('DELETE', address)).status).toBe(200)
  }
  await guarded.expectUntouched()
})

test('B040: one decoding too many is one too many for every row', async () => {
  const guarded = await startGuarded()
  const twice = (path: string) => encodeURIComponent(encodeURIComponent(path))
  for (const path of ['../canary.txt', '../../canary.txt', '../../../canary.txt', '/etc/passwd', '..\\canary.txt'])
    for (const [title, method, makeAddress] of ways) {
      if (method !== 'GET') continue
      const answer = await guarded.send(method, makeAddress(twice(path)))
      expect.soft(answer.status, `${title} ${path}`).toBeOneOf([200, 404])
      expect.soft(answer.body?.files ?? [], title).toEqual([])
    }
  await guarded.expectUntouched()
})

test('B052, B053: names that are one file on some platform are not made beside each other', async () => {
  const guarded = await startGuarded()
  const folder = `${proxy}/0/${runId}/artifacts/twins`
  const put = (name: string) => guarded.send('PUT', `${folder}/${encodeURIComponent(name)}`, name)
  expect((await put('A.txt')).status).toBe(200)
  expect((await put('\u00e9')).status).toBe(200)
  guarded.accept()
  expectRefusal(await put('a.txt'), 400, 'case', /A\.txt.*case or Unicode/)
  expectRefusal(await put('e\u0301'), 400, 'composition', /case or Unicode/)
  expectRefusal(await put('\u00c9'), 400, 'case beyond ASCII', /case or Unicode/)
  expectRefusal(await guarded.send('PUT', `${proxy}/0/${runId}/artifacts/TWINS/x`, 'x'), 400, 'folders', /case or Unicode/)
  await guarded.expectUntouched()
})

test('CVE-2023-4033, B084: names that a shell or template would run are inert', async () => {
  const guarded = await startGuarded()
  for (const name of ['$(touch canary)', ';touch canary', '`touch canary`', '-rf', '{{7+7}}', '$HOME', '~', '%s%s%n']) {
    const address = `${proxy}/0/${runId}/artifacts/${encodeURIComponent(name)}`
    expect([name, (await guarded.send('PUT', address, 'x')).status]).toEqual([name, 200])
    const { files } = (await guarded.send('GET', `/api/2.0/mlflow/artifacts/list?run_id=${runId}`)).body
    expect(files.map(({ path }: { path: string }) => path)).toContain(name)
    expect((await guarded.send('DELETE', address)).status).toBe(200)
  }
  await guarded.expectUntouched()
})
