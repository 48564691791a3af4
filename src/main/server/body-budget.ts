import { Failure } from '../../preload/contract/reply.ts'

/** Bytes of request bodies that a service holds at once: while they arrive, wait for the writer and until their answer is sent. */
export interface BodyBudget {
  /** Opens the account of one request. */
  open(): BodyAccount
}
export interface BodyAccount {
  /** Books bytes that arrived: what is merely announced holds no memory, and would lock others out. BUSY where they do not fit beside those of other requests. A body alone always fits: its own limit is the route's. */
  take(bytes: number): void
  /** Gives all of them back. */
  release(): void
}

const mebibyte = 1024 * 1024

/** Bodies have limits of their own, but there may be a few hundred at once. */
export function createBodyBudget(limit: number = 256 * mebibyte): BodyBudget {
  let held = 0
  return {
    open: () => {
      let own = 0
      return {
        take: (bytes) => {
          if (held > own && held + bytes > limit)
            throw new Failure('BUSY', `Requests of more than ${Math.floor(limit / mebibyte)} MiB are waiting.`, {
              remedy: 'Send fewer at once, or try again in a moment.'
            })
          own += bytes
          held += bytes
        },
        release: () => {
          held -= own
          own = 0
        }
      }
    }
  }
}
