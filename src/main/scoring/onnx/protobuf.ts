/** One field of a protobuf message: `bytes` for length-delimited ones, `value` for varints; `start` and `end` bound the whole field with its tag. */
export interface ProtobufField {
  readonly number: number
  readonly bytes: Buffer | null
  readonly value: bigint | null
  readonly start: number
  readonly end: number
}

/** Walks the fields of a message in order, without copying. Throws an Error when the bytes are cut off or no protobuf. */
export function* readFields(message: Buffer): Generator<ProtobufField> {
  let at = 0
  while (at < message.length) {
    const start = at
    const tag = readVarint(message, at)
    at = tag.end
    const number = Number(tag.value >> 3n)
    const wire = Number(tag.value & 7n)
    if (wire === 0) {
      const { value, end } = readVarint(message, at)
      at = end
      yield { number, bytes: null, value, start, end }
    } else if (wire === 2) {
      const length = readVarint(message, at)
      at = length.end + Number(length.value)
      if (at > message.length) throw new Error('it is cut off')
      yield { number, bytes: message.subarray(length.end, at), value: null, start, end: at }
    } else {
      at += wire === 1 ? 8 : wire === 5 ? 4 : Number.NaN
      if (!(at <= message.length)) throw new Error('it is no protobuf')
      yield { number, bytes: null, value: null, start, end: at }
    }
  }
}

/** Gives the texts of a repeated or single string field. */
export function readTexts(message: Buffer, number: number): readonly string[] {
  const texts: string[] = []
  for (const field of readFields(message)) if (field.number === number && field.bytes) texts.push(field.bytes.toString('utf8'))
  return texts
}

/** Gives the signed numbers of a repeated int64 field, packed or not. */
export function readInts(message: Buffer, number: number): readonly bigint[] {
  const values: bigint[] = []
  for (const field of readFields(message)) {
    if (field.number !== number) continue
    if (field.value !== null) values.push(BigInt.asIntN(64, field.value))
    for (let at = 0; field.bytes && at < field.bytes.length; ) {
      const { value, end } = readVarint(field.bytes, at)
      values.push(BigInt.asIntN(64, value))
      at = end
    }
  }
  return values
}

/** Gives one length-delimited field as bytes, for a message that is put together anew. */
export function writeField(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([writeVarint((number << 3) | 2), writeVarint(bytes.length), bytes])
}

/** Gives one varint field as bytes. */
export function writeNumberField(number: number, value: number): Buffer {
  return Buffer.concat([writeVarint(number << 3), writeVarint(value)])
}

function readVarint(message: Buffer, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n
  for (let at = start, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = message[at]
    if (byte === undefined) throw new Error('it is cut off')
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return { value, end: at + 1 }
  }
  throw new Error('it is no protobuf')
}

function writeVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}
