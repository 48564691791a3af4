import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runId } from '../../support/filled-home.ts'
import { listFiles } from '../../support/home-facts.ts'
import { speak } from '../../support/raw-http.ts'
import { makeFolder } from '../../tracking/registry-fixture.ts'
import { api, expectRefusal, proxy, secret, startGuarded } from './guarded.ts'

const folder = `0/${runId}/artifacts`
/** Every way to a file of the run, below that path. */
const ways = (file: string) =>
  [
    ['PUT', `${proxy}/${folder}/${file}`],
    ['GET', `${proxy}/${folder}/${file}`],
    ['DELETE', `${proxy}/${folder}/${file}`],
    ['GET', `/get-artifact?run_id=${runId}&path=${file}`],
    ['POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=${file}`]
  ] as const

test.skipIf(process.platform === 'win32')(
  'B056, B057, CVE-2023-6018: links, pipes and sockets planted in a run are neither opened, written, listed nor deleted',
  async () => {
    let place = ''
    const guarded = await startGuarded({}, (home) => {
      place = path.join(home, 'registry', 'artifacts', folder)
      const outside = path.join(home, '..')
      symlinkSync(path.join(outside, 'canary.txt'), path.join(place, 'soft'))
      linkSync(path.join(outside, 'canary.txt'), path.join(place, 'hard'))
      symlinkSync(outside, path.join(place, 'folder'))
      symlinkSync('/proc/self/root', path.join(place, 'root'))
      symlinkSync(path.join(place, 'loop'), path.join(place, 'loop'))
      symlinkSync('/nowhere/at/all', path.join(place, 'dangling'))
      execFileSync('mkfifo', [path.join(place, 'pipe')])
    })
    const socket = createServer()
    // The way to the run is longer than an address of a socket may be.
    const short = path.join(makeFolder(), 'socket')
    await new Promise<void>((resolve) => socket.listen(short, resolve))
    onTestFinished(() => void socket.close())
    renameSync(short, path.join(place, 'socket'))
    guarded.accept()
    for (const file of [
      'soft',
      'hard',
      'folder',
      'folder/canary.txt',
      'root/etc/hostname',
      'loop',
      'loop/x',
      'dangling',
      'dangling/x',
      'pipe',
      'socket'
    ])
      for (const [method, address] of ways(file)) {
        const answer = await guarded.send(method, address, method === 'PUT' || method === 'POST' ? 'x' : undefined)
        expectRefusal(answer, 403, `${method} ${address}`, /link|special file/)
      }
    for (const file of ['folder', 'root', 'root/etc'])
      for (const address of [`${proxy}?path=${folder}/${file}`, `${api}/artifacts/list?run_id=${runId}&path=${file}`])
        expectRefusal(await guarded.send('GET', address), 403, address, /link/)
    const listed = (await guarded.send('GET', `${api}/artifacts/list?run_id=${runId}`)).body.files.map((one: { path: string }) => one.path)
    expect(listed).toEqual(['model', 'pricing'])
    await guarded.expectUntouched()
  }
)

test.skipIf(process.platform === 'win32')('B056: deleting a folder takes the links in it away and not what they lead to', async () => {
  const guarded = await startGuarded()
  const doomed = path.join(guarded.artifacts, folder, 'doomed')
  mkdirSync(doomed)
  writeFileSync(path.join(doomed, 'own'), 'x')
  symlinkSync(path.join(guarded.home, '..'), path.join(doomed, 'folder'))
  linkSync(path.join(guarded.home, 'canary.txt'), path.join(doomed, 'hard'))
  expect((await guarded.send('DELETE', `${proxy}/${folder}/doomed`)).status).toBe(200)
  await guarded.expectUntouched()
})

test('B055: a file does not take the place of a folder, nor a folder that of a file', async () => {
  const guarded = await startGuarded()
  const put = (file: string) => guarded.send('PUT', `${proxy}/${folder}/${file}`, 'x')
  expect((await put('kinds/file')).status).toBe(200)
  guarded.accept()
  expectRefusal(await put('kinds'), 400, 'over a folder', /is a folder/)
  expectRefusal(await put('kinds/file/below'), 400, 'below a file', /is a file/)
  expectRefusal(await put('pricing/MLmodel/a/b/c'), 400, 'deep below a file', /is a file/)
  expectRefusal(await guarded.send('GET', `${proxy}/${folder}/kinds`), 400, 'a folder as a file', /directory/)
  expectRefusal(await guarded.send('GET', `${proxy}/${folder}/kinds/file/below`), 404, 'below a file')
  await guarded.expectUntouched()
})

test('B062, CVE-2023-6831: the root of the artifacts is not deleted, however it is called', async () => {
  const guarded = await startGuarded()
  for (const file of ['', '/', '.', '/.', '%2e', '%2E/', '..', '%2e%2e', 'a/..', '0/..', '%2f', '*', '0/*', './0'])
    expectRefusal(await guarded.send('DELETE', `${proxy}/${file}`), [400, 404, 405], file)
  await guarded.expectUntouched()
})

test('B060, B063: of two uploads to one path one wins whole, and a reader sees old or new bytes', async () => {
  const { send } = await startGuarded()
  const address = `${proxy}/${folder}/contested`
  const versions = Array.from({ length: 8 }, (_, at) => Buffer.alloc(300_000 + at, `${at}`))
  await send('PUT', address, versions[0])
  const isWhole = (bytes: Buffer) => versions.some((version) => version.equals(bytes))
  for (let round = 0; round < 5; round += 1) {
    const writes = versions.map((version) => send('PUT', address, version))
    const reads = Array.from({ length: 8 }, () => send('GET', address))
    for (const { status } of await Promise.all(writes)) expect(status).toBe(200)
    for (const { status, bytes } of await Promise.all(reads)) expect([status, isWhole(bytes)]).toEqual([200, true])
    expect(isWhole((await send('GET', address)).bytes)).toBe(true)
  }
})

test('B059: an upload of more or fewer bytes than announced leaves nothing', async () => {
  const guarded = await startGuarded()
  const incoming = () => listFiles(path.join(guarded.artifacts, '.incoming')).length
  const outgoing = request({
    port: guarded.port,
    host: '127.0.0.1',
    method: 'PUT',
    path: `${proxy}/${folder}/lies`,
    headers: { 'Content-Length': 10 }
  })
  outgoing.on('error', () => undefined)
  outgoing.write(Buffer.alloc(9))
  await expect.poll(incoming).toBe(1)
  outgoing.destroy()
  await expect.poll(incoming).toBe(0)
  expectRefusal(await guarded.send('GET', `${proxy}/${folder}/lies`), 404, 'nine of ten')
  await guarded.expectUntouched()
  // In HTTP the eleventh byte is no part of the file: it begins another request, which makes no sense.
  const connection = speak(
    guarded.port,
    `PUT ${proxy}/${folder}/lies HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\nContent-Length: 10\r\n\r\n0123456789X\r\n\r\n`
  )
  const answers = await connection.heard.then(() => connection.hear(1))
  expect(answers.at(-1)?.status).toBe(400)
  const file = await guarded.send('GET', `${proxy}/${folder}/lies`)
  expect([file.status, file.status === 200 ? file.bytes.toString() : '0123456789']).toEqual([file.status, '0123456789'])
})

const many = process.env['GREENROOM_FULL'] ? 100_000 : 10_050

test(`B058: a folder of ${many} files is listed in pages`, { timeout: 120_000 }, async () => {
  const { send, artifacts } = await startGuarded()
  const place = path.join(artifacts, folder, 'many')
  mkdirSync(place)
  for (let at = 0; at < many; at += 1) writeFileSync(path.join(place, `f${String(at).padStart(6, '0')}`), '')
  const seen: string[] = []
  let token = ''
  do {
    const { status, body } = await send('GET', `${api}/artifacts/list?run_id=${runId}&path=many${token && `&page_token=${token}`}`)
    expect(status).toBe(200)
    expect(body.files.length).toBeLessThanOrEqual(10_000)
    seen.push(...body.files.map((file: { path: string }) => file.path))
    token = body.next_page_token ?? ''
  } while (token !== '')
  expect(new Set(seen).size).toBe(many)
  expect(seen[0]).toBe('many/f000000')
})

test('CVE-2024-27134: what the service makes on the disk is for its user alone', async () => {
  const { send, artifacts } = await startGuarded()
  expect((await send('PUT', `${proxy}/private/a/b`, secret)).status).toBe(200)
  for (const made of ['private', 'private/a', 'private/a/b', '.incoming'])
    expect([made, statSync(path.join(artifacts, made)).mode & 0o077]).toEqual([made, 0])
})
