/** Most bytes of one message between the application and the Python worker. */
export const frameLimit = 64 * 1024 * 1024

/** Gives one message as a frame: four bytes of length, big-endian, then UTF-8 JSON. Null when it is over 64 MiB. */
export function encodeFrame(json: string): Buffer | null {
  const length = Buffer.byteLength(json, 'utf8')
  if (length > frameLimit) return null
  const frame = Buffer.allocUnsafe(length + 4)
  frame.writeUInt32BE(length, 0)
  frame.write(json, 4, 'utf8')
  return frame
}

/** Cuts a stream of bytes into messages. `push` throws when what comes is no frame: too long, not UTF-8, not JSON. */
export function createFrameReader(onMessage: (message: unknown) => void): { push(bytes: Buffer): void } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Buffer[] = []
  let held = 0
  let needed: number | null = null

  /** Takes `length` bytes off the front once they are all there. */
  const take = (length: number): Buffer | null => {
    if (held < length) return null
    const joined = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
    parts = joined.length > length ? [joined.subarray(length)] : []
    held -= length
    return joined.subarray(0, length)
  }

  const push = (bytes: Buffer): void => {
    parts.push(bytes)
    held += bytes.length
    for (;;) {
      if (needed === null) {
        const header = take(4)
        if (!header) return
        needed = header.readUInt32BE(0)
        if (needed > frameLimit) throw new Error(`a frame of ${needed} bytes; the limit is ${frameLimit}`)
      }
      const body = take(needed)
      if (!body) return
      needed = null
      onMessage(JSON.parse(decoder.decode(body)))
    }
  }
  return { push }
}
