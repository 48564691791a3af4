import { connect, type Socket } from 'node:net'

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** A connection spoken by hand, for what Node's client would not send. */
export interface RawConnection {
  readonly socket: Socket
  write(bytes: string | Buffer): void
  /** All that came back until the service closed the connection. */
  readonly heard: Promise<string>
  /** Resolves once at least this many answers have come whole, or the connection is closed. */
  hear(answers: number): Promise<readonly RawAnswer[]>
}

/** Opens a connection and writes to it. */
export function speak(port: number, bytes: string | Buffer = ''): RawConnection {
  let text = ''
  let isClosed = false
  const waiting = new Set<() => void>()
  const socket = connect(port, '127.0.0.1')
  if (bytes.length > 0) socket.write(bytes)
  socket.setEncoding('latin1')
  const wake = () => {
    for (const look of waiting) look()
  }
  socket.on('data', (part) => {
    text += part
    wake()
  })
  socket.on('error', () => undefined)
  const heard = new Promise<string>((resolve) => socket.on('close', () => resolve(text)))
  void heard.then(() => {
    isClosed = true
    wake()
  })
  const hear = (answers: number) =>
    new Promise<readonly RawAnswer[]>((resolve) => {
      const look = () => {
        const found = splitAnswers(text)
        if (found.length < answers && !isClosed) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { socket, write: (more) => void socket.write(more), heard, hear }
}

/** Sends one request by hand and gives the first answer; status 0 where the connection just closed. */
export async function ask(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const connection = speak(port, bytes)
  const [answer] = await connection.hear(1)
  connection.socket.destroy()
  return answer ?? { status: 0, head: '', body: '' }
}

/** The whole answers in what came back, one after another. */
export function splitAnswers(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = text; ; ) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return answers
    const head = rest.slice(0, end)
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0)
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    if (rest.length < end + 4 + length) return answers
    if (status !== 100) answers.push({ status, head, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
}
