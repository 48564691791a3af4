import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { watchEndings } from '../../src/main/server/endings.ts'
import { speak } from '../support/raw-http.ts'
import { until } from '../support/until.ts'

/** A server that answers nothing by itself, and what it heard of the ends of its exchanges. */
async function listen() {
  const over: string[] = []
  const waiting: ServerResponse[] = []
  const server = createServer((request, response) => {
    waiting.push(response)
    endings.whenOver(request, response, () => over.push(request.url ?? ''))
  })
  const endings = watchEndings(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { over, waiting, port: (server.address() as AddressInfo).port }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

test('all exchanges of a lost connection are over, the ones that wait behind others too', async () => {
  const { over, waiting, port } = await listen()
  const { socket } = speak(port, ['/1', '/2', '/3'].map(get).join(''))
  await until(() => waiting.length === 3, 'three requests')
  expect(over).toEqual([])
  socket.destroy()
  await until(() => over.length >= 3, 'three ends')
  expect(over.toSorted()).toEqual(['/1', '/2', '/3'])
})

test('an exchange that was answered is over once, before its connection ends', async () => {
  const { over, waiting, port } = await listen()
  const connection = speak(port, get('/1'))
  await until(() => waiting.length === 1, 'a request')
  waiting[0]?.end('x')
  await until(() => over.length === 1, 'its end')
  connection.socket.destroy()
  await connection.heard
  await new Promise(setImmediate)
  expect(over).toEqual(['/1'])
})
