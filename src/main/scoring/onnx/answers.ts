import { decodeHalf } from './elements.ts'
import type { ZipMap } from './graph.ts'

/** A tensor as ONNX Runtime gives it. */
export interface OutputTensor {
  readonly type: string
  readonly data: ArrayLike<unknown>
  readonly dims: readonly number[]
}

/** Plain JSON values; int64 beyond 2^53 stay bigint until they are written. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Names under which the outputs are shown, with what stands behind each: a tensor, or probabilities by label. */
export interface NamedOutput {
  readonly name: string
  readonly tensor: OutputTensor
  readonly zipMap: ZipMap | null
}

/** Gives the predictions of a table as MLflow does, one record a row; an output with more numbers a row gives a list for each. Outputs that do not go by rows are given whole. */
export function answerRows(outputs: readonly NamedOutput[], rows: number): JsonValue {
  const columns = outputs.map((output) => ({ name: output.name, values: splitRows(output, rows) }))
  if (columns.some(({ values }) => values === null)) return answerTensors(outputs)
  return Array.from({ length: rows }, (_, row) => Object.fromEntries(columns.map(({ name, values }) => [name, values?.[row] ?? null])))
}

/** Gives the outputs whole, by name, as MLflow answers tensors. */
export function answerTensors(outputs: readonly NamedOutput[]): JsonValue {
  return Object.fromEntries(outputs.map((output) => [output.name, readWhole(output)]))
}

function splitRows({ tensor, zipMap }: NamedOutput, rows: number): readonly JsonValue[] | null {
  const values = readElements(tensor)
  const width = rows === 0 ? 0 : values.length / rows
  const isByRow = tensor.dims[0] === rows || width === 1
  if (!isByRow || !Number.isInteger(width)) return null
  if (zipMap) return Array.from({ length: rows }, (_, row) => zip(zipMap, values.slice(row * width, (row + 1) * width)))
  if (width === 1) return values
  return Array.from({ length: rows }, (_, row) => nest(values.slice(row * width, (row + 1) * width), tensor.dims.slice(1)))
}

function readWhole({ tensor, zipMap }: NamedOutput): JsonValue {
  const nested = nest(readElements(tensor), tensor.dims)
  return zipMap && Array.isArray(nested) ? nested.map((row) => zip(zipMap, row as readonly JsonValue[])) : nested
}

function zip({ labels }: ZipMap, values: readonly JsonValue[]): JsonValue {
  return Object.fromEntries(values.map((value, place) => [labels[place] ?? String(place), value]))
}

function nest(values: readonly JsonValue[], dims: readonly number[]): JsonValue {
  if (dims.length === 0) return values[0] ?? null
  if (dims.length === 1) return values
  const [first = 0, ...rest] = dims
  const size = rest.reduce((product, each) => product * each, 1)
  return Array.from({ length: first }, (_, place) => nest(values.slice(place * size, (place + 1) * size), rest))
}

function readElements({ type, data }: OutputTensor): readonly JsonValue[] {
  return Array.from(data, (value): JsonValue => {
    if (type === 'bool') return value === 1 || value === true
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
    if (typeof value !== 'number') return String(value)
    const number = type === 'float16' ? decodeHalf(value) : value
    return Number.isFinite(number) ? number : String(number)
  })
}
