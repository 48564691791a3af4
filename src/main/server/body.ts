import type { IncomingMessage } from 'node:http'
import { Failure } from '../../preload/contract/reply.ts'
import type { BodyAccount } from './body-budget.ts'
import { describeGoneClient, failWith } from './errors.ts'

/** Milliseconds that a client may be silent within a body, and that the whole body may take. */
export interface BodyPatience {
  readonly silenceMs: number
  readonly totalMs: number
}
const usualPatience: BodyPatience = { silenceMs: 10_000, totalMs: 30_000 }

export interface BodyRules {
  /** Bytes. */
  readonly limit: number
  /** What is wrong with a longer body; it is not read on. 413 where absent. */
  readonly describe?: ((bytes: number) => Error) | undefined
  /** Where its bytes are booked as they arrive; refuses by throwing. */
  readonly account?: Pick<BodyAccount, 'take'>
  readonly patience?: BodyPatience
}

/** Reads a whole body; 408 when it comes too slowly. */
export async function readBody(request: IncomingMessage, rules: BodyRules): Promise<Buffer> {
  const { limit, describe = tooLarge(limit), account, patience = usualPatience } = rules
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) throw describe(declared)
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
      const refusal = size > limit ? describe(size) : book(account, chunk.length)
      if (refusal) finish(refusal)
      else if (performance.now() - start > patience.totalMs) finish(tooSlow())
    })
    request.on('end', () => finish(null))
    request.on('error', () => finish(describeGoneClient()))
    request.on('close', () => {
      if (!request.complete) finish(describeGoneClient())
    })
  })
}

function book(account: BodyRules['account'], bytes: number): Error | null {
  try {
    account?.take(bytes)
    return null
  } catch (error) {
    return error as Error
  }
}

function tooLarge(limit: number): () => Error {
  return () => new Failure('TOO_LARGE', `The request body exceeds ${limit} bytes.`, { remedy: 'Split it into several requests.' })
}

function tooSlow(): Error {
  return failWith('TIMEOUT', 'BAD_REQUEST', 'The request body did not arrive in time.', 408)
}
