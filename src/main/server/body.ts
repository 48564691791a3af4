import type { IncomingMessage } from 'node:http'
import { Failure } from '../../preload/contract/reply.ts'
import { failWith } from './errors.ts'

/** A body that arrives slower than this as a whole is refused. */
const bodyLimitMs = 30_000

/** Reads a whole body of at most `limit` bytes: `describe` says what is wrong with a longer one, before it is read on; 408 when it takes longer than 30 s. */
export function readBody(request: IncomingMessage, limit: number, describe: (bytes: number) => Error = tooLarge(limit)): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(describe(declared))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(
      () => finish(failWith('TIMEOUT', 'BAD_REQUEST', `The request body did not arrive within ${bodyLimitMs / 1000} s.`, 408)),
      bodyLimitMs
    )
    const finish = (error: Error | null) => {
      clearTimeout(timer)
      request.removeAllListeners('data')
      if (error) reject(error)
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) finish(describe(size))
      else chunks.push(chunk)
    })
    request.on('end', () => finish(null))
    request.on('error', () => finish(new Failure('CANCELLED', 'The client went away.')))
    request.on('close', () => {
      if (!request.complete) finish(new Failure('CANCELLED', 'The client went away.'))
    })
  })
}

function tooLarge(limit: number): () => Error {
  return () => new Failure('TOO_LARGE', `The request body exceeds ${limit} bytes.`, { remedy: 'Split it into several requests.' })
}
