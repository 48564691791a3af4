import { randomUUID } from 'node:crypto'
import { Failure } from '../../preload/contract/reply.ts'
import { createFrameReader, encodeFrame } from './frames.ts'
import { parseReply, type WorkerOperation } from './messages.ts'

type Value = Readonly<Record<string, unknown>>

interface Pending {
  readonly id: string
  resolve(value: Value): void
  reject(failure: Failure): void
}

/** Requests and answers over two streams of frames, one request at a time. */
export interface Channel {
  /** The first message, which is no answer. */
  readonly hello: Promise<unknown>
  request(operation: WorkerOperation): Promise<Value>
  /** Takes bytes that came. */
  receive(bytes: Buffer): void
  /** Ends the channel: whoever waits, now or later, gets this failure. */
  end(failure: Failure): void
  isEnded(): boolean
}

export interface ChannelPorts {
  write(frame: Buffer): void
  /** What came is no frame, no answer, or an answer that nobody asked for. */
  broken(why: string): void
}

/** Makes a channel; ids are random, so that a model's code cannot answer for the worker by guessing. */
export function createChannel(ports: ChannelPorts): Channel {
  let pending: Pending | null = null
  let ended: Failure | null = null
  const hello = Promise.withResolvers<unknown>()
  hello.promise.catch(() => {})
  let isGreeted = false

  const settle = (): Pending | null => {
    const settled = pending
    pending = null
    return settled
  }
  const accept = (message: unknown): void => {
    if (!isGreeted) {
      isGreeted = true
      hello.resolve(message)
      return
    }
    const reply = parseReply(message)
    if (reply.id !== pending?.id) throw new Error('an answer to a request that nobody made')
    const asked = settle()
    if (reply.ok) asked?.resolve(reply.value)
    else asked?.reject(reply.failure)
  }
  const reader = createFrameReader(accept)

  return {
    hello: hello.promise,
    request: (operation) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const id = randomUUID()
        const frame = encodeFrame(JSON.stringify({ ...operation, id }))
        if (!frame) return reject(new Failure('TOO_LARGE', 'The input is over 64 MiB.', { remedy: 'Send fewer rows at a time.' }))
        pending = { id, resolve, reject }
        ports.write(frame)
      }),
    receive: (bytes) => {
      if (ended) return
      try {
        reader.push(bytes)
      } catch (error) {
        ports.broken(error instanceof Error ? error.message : String(error))
      }
    },
    end: (failure) => {
      if (ended) return
      ended = failure
      hello.reject(failure)
      settle()?.reject(failure)
    },
    isEnded: () => ended !== null
  }
}
