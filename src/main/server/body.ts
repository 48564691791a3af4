import type { IncomingMessage } from 'node:http'
import { Failure } from '../../preload/contract/reply.ts'
import { failWith } from './errors.ts'

/** Milliseconds that a client may be silent within a body, and that the whole body may take. */
export interface BodyPatience {
  readonly silenceMs: number
  readonly totalMs: number
}
const usualPatience: BodyPatience = { silenceMs: 10_000, totalMs: 30_000 }

/** Reads a whole body of at most `limit` bytes: `describe` says what is wrong with a longer one, before it is read on; 408 when it comes too slowly. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  describe: (bytes: number) => Error = tooLarge(limit),
  patience: BodyPatience = usualPatience
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(describe(declared))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const start = performance.now()
    const silence = setTimeout(() => finish(tooSlow()), patience.silenceMs)
    const finish = (error: Error | null) => {
      clearTimeout(silence)
      request.removeAllListeners('data')
      if (error) reject(error)
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      silence.refresh()
      chunks.push(chunk)
      if (size > limit) finish(describe(size))
      else if (performance.now() - start > patience.totalMs) finish(tooSlow())
    })
    request.on('end', () => finish(null))
    request.on('error', () => finish(clientGone()))
    request.on('close', () => {
      if (!request.complete) finish(clientGone())
    })
  })
}

function tooLarge(limit: number): () => Error {
  return () => new Failure('TOO_LARGE', `The request body exceeds ${limit} bytes.`, { remedy: 'Split it into several requests.' })
}

function tooSlow(): Error {
  return failWith('TIMEOUT', 'BAD_REQUEST', 'The request body did not arrive in time.', 408)
}

function clientGone(): Error {
  return new Failure('CANCELLED', 'The client went away.')
}
