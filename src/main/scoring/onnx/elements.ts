import { Failure } from '../../../preload/contract/reply.ts'

/** Element types that a model's input may have here, by ONNX Runtime's names. */
export const elementTypes = [
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string'
] as const
export type ElementType = (typeof elementTypes)[number]
export type Elements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | string[]

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int8: [-128n, 127n],
  int16: [-32_768n, 32_767n],
  int32: [-2_147_483_648n, 2_147_483_647n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 255n],
  uint16: [0n, 65_535n],
  uint32: [0n, 4_294_967_295n],
  uint64: [0n, 2n ** 64n - 1n]
}
const names: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY
}

/** Turns plain values into a tensor's elements. INVALID, naming the place, for a value that the type cannot hold. */
export function convertElements(type: ElementType, values: readonly unknown[], placeOf: (index: number) => string): Elements {
  const refuse = (value: unknown, index: number) =>
    new Failure('INVALID', `${placeOf(index)}: ${type} is expected, ${describe(value)} is given.`, {
      details: { expected: type, given: describe(value) }
    })
  if (type === 'string') return values.map((value, index) => (typeof value === 'string' ? value : fail(refuse(value, index))))
  if (type === 'bool') return Uint8Array.from(values, (value, index) => toBit(value) ?? fail(refuse(value, index)))
  if (type === 'float32' || type === 'float64' || type === 'float16') {
    const numbers = Float64Array.from(values, (value, index) => toFloat(value) ?? fail(refuse(value, index)))
    if (type === 'float64') return numbers
    return type === 'float32' ? Float32Array.from(numbers) : Uint16Array.from(numbers, encodeHalf)
  }
  const integers = values.map((value, index) => toInteger(value, type) ?? fail(refuse(value, index)))
  if (type === 'int64') return BigInt64Array.from(integers)
  if (type === 'uint64') return BigUint64Array.from(integers)
  const plain = integers.map(Number)
  if (type === 'int8') return Int8Array.from(plain)
  if (type === 'int16') return Int16Array.from(plain)
  if (type === 'int32') return Int32Array.from(plain)
  if (type === 'uint8') return Uint8Array.from(plain)
  return type === 'uint16' ? Uint16Array.from(plain) : Uint32Array.from(plain)
}

/** The number that sixteen bits of a half stand for. */
export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The sixteen bits nearest to a number, ties to even. */
export function encodeHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (size >= 65_520) return sign | 0x7c00
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24)
  const exponent = Math.floor(Math.log2(size))
  return sign + (((exponent + 15) << 10) + roundEven((size / 2 ** exponent - 1) * 1024))
}

function roundEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}

function toFloat(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  // What is missing is not a number, as in pandas.
  if (value === null) return Number.NaN
  return typeof value === 'string' && Object.hasOwn(names, value) ? (names[value] ?? null) : null
}

function toInteger(value: unknown, type: string): bigint | null {
  const [least, most] = ranges[type] ?? [0n, 0n]
  const isWhole = typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value)) || isDigits(value)
  if (!isWhole) return null
  const integer = BigInt(value as number | string | boolean)
  return integer >= least && integer <= most ? integer : null
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value)
}

function toBit(value: unknown): number | null {
  return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : null
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return typeof value === 'object'
    ? Array.isArray(value)
      ? 'a list'
      : 'an object'
    : `${typeof value} ${JSON.stringify(value).slice(0, 60)}`
}

function fail(failure: Failure): never {
  throw failure
}
