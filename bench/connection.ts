import net from 'node:net'

/** One kept-alive HTTP connection that sends a request after the last one's answer: as little work on the client's side as can be, the same for every server. */
export interface Connection {
  /** Sends a request with a JSON body (as text, or none) and gives the answer's body; rejects with Refused on any status but 200. */
  send(method: string, path: string, body?: string): Promise<string>
  close(): void
}

/** An answer with another status than 200. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

interface Waiting {
  readonly what: string
  resolve(body: string): void
  reject(error: Error): void
}

/** Opens a connection to `http://host:port`. */
export async function connect(uri: string): Promise<Connection> {
  const { hostname, port } = new URL(uri)
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting: Waiting | null = null
  let received = Buffer.alloc(0)
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = null
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error(`${uri} closed the connection`)))
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const answer = readAnswer(received)
    if (!answer || !waiting) return
    const { what, resolve, reject } = waiting
    waiting = null
    received = Buffer.alloc(0)
    if (answer.status === 200) resolve(answer.body)
    else reject(new Refused(answer.status, `${what}: ${answer.status} ${answer.body.slice(0, 300)}`))
  })
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        waiting = { what: `${method} ${path}`, resolve, reject }
        const type = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${type}\r\n${body ?? ''}`)
      }),
    close: () => void socket.destroy()
  }
}

/** The answer in what was received so far, once it is whole: by its length, or by its last chunk. */
function readAnswer(received: Buffer): { readonly status: number; readonly body: string } | null {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = received.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined)
    return received.length < end + 4 + Number(length)
      ? null
      : { status, body: received.toString('utf8', end + 4, end + 4 + Number(length)) }
  if (!/^transfer-encoding: *chunked/im.test(head)) throw new Error(`An answer without length: ${head}`)
  return received.subarray(-5).equals(Buffer.from('0\r\n\r\n')) ? { status, body: joinChunks(received.subarray(end + 4)) } : null
}

function joinChunks(bytes: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(parts).toString('utf8')
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
