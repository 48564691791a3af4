/** The last part of what a process wrote, as text. */
export interface Ring {
  add(bytes: Buffer): void
  /** The last characters, at most `length`. */
  tail(length: number): string
}

/** Makes a ring that keeps the last 1 MiB, whatever is poured in. */
export function createRing(limit = 1024 * 1024): Ring {
  let parts: Buffer[] = []
  let held = 0
  return {
    add: (bytes) => {
      parts.push(bytes)
      held += bytes.length
      if (held <= limit * 2) return
      parts = [Buffer.concat(parts).subarray(held - limit)]
      held = limit
    },
    tail: (length) => Buffer.concat(parts).subarray(-limit).toString('utf8').slice(-length).trim()
  }
}
