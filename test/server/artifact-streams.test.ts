import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readlinkSync, truncateSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startRegistry } from './registry-client.ts'

const proxy = '/api/2.0/mlflow-artifacts/artifacts'

test('a client that reads slowly gets the bytes of the file', async () => {
  const { port, send } = await startRegistry()
  const bytes = randomBytes(8 * 1024 * 1024)
  await send('PUT', `${proxy}/slow.bin`, bytes)
  const received = createHash('sha256')
  await new Promise<void>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: `${proxy}/slow.bin` }, async (response) => {
      for await (const chunk of response) {
        received.update(chunk)
        // The service is ahead of this reader all the time.
        await new Promise((next) => setTimeout(next, 2))
      }
      resolve()
    })
      .on('error', reject)
      .end()
  })
  expect(received.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test.skipIf(process.platform !== 'linux')('downloads that wait behind others on their connection end with it', async () => {
  const { port, send } = await startRegistry()
  await send('PUT', `${proxy}/big.bin`, Buffer.alloc(16 * 1024 * 1024))
  const countFiles = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).endsWith('/big.bin')
      } catch {
        return false
      }
    }).length
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET ${proxy}/big.bin HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`.repeat(300))
  await once(socket, 'readable')
  // What cannot leave yet opens nothing.
  expect(countFiles()).toBe(1)
  socket.destroy()
  await until(() => countFiles() === 0, 'no file open')
})

test('a download that is broken off by the client is no failure, and one whose file shrinks is cut off', async () => {
  const failed: string[] = []
  const { port, artifacts, send } = await startRegistry({}, { failed: (request, error) => failed.push(`${request}: ${error}`) })
  const size = 64 * 1024 * 1024
  await send('PUT', `${proxy}/big.bin`, Buffer.alloc(size))
  const begin = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${proxy}/big.bin HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await once(socket, 'readable')
    return socket
  }
  const leaving = await begin()
  leaving.destroy()
  const cut = await begin()
  truncateSync(join(artifacts, 'big.bin'), size / 2)
  let received = 0
  cut.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  await once(cut, 'close')
  expect(received).toBeLessThan(size)
  expect(failed).toEqual([expect.stringContaining('became shorter')])
})

test('a large file streams both ways unchanged', async () => {
  const { port, send } = await startRegistry()
  const block = randomBytes(1024 * 1024)
  const sent = createHash('sha256')
  await new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'PUT', path: `${proxy}/big.bin`, headers: { 'Content-Length': block.length * 64 } },
      (response) => response.resume().on('end', resolve)
    )
    outgoing.on('error', reject)
    const writeNext = (left: number) => {
      if (left === 0) return void outgoing.end()
      sent.update(block)
      outgoing.write(block, () => writeNext(left - 1))
    }
    writeNext(64)
  })
  const got = await send('GET', `${proxy}/big.bin`)
  expect(createHash('sha256').update(got.bytes).digest('hex')).toBe(sent.digest('hex'))
})
