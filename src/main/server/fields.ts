import { Failure } from '../../preload/contract/reply.ts'
import { type Int64, shrinkInt64 } from '../tracking/int64.ts'
import { describeInvalid, describeMissing } from './validation.ts'

/** One field of a request message: how its JSON form is read. `T` includes undefined where the field may be absent. */
export interface Field<T> {
  readonly kind: 'string' | 'integer' | 'double' | 'bool' | 'enum' | 'message' | 'list'
  readonly isRequired: boolean
  /** Older name of the same field; it satisfies `isRequired` too (run_uuid for run_id). */
  readonly otherName?: string
  readonly whenAbsent: T
  /** Reads a present, non-null value; throws Failure INVALID with MLflow's message. */
  read(value: unknown, path: string): T
}
export type Shape = Readonly<Record<string, Field<unknown>>>
export type ValueOf<F> = F extends Field<infer T> ? T : never
export type InputOf<S extends Shape> = { readonly [K in keyof S]: ValueOf<S[K]> }
export interface MessageField<I> extends Field<I | undefined> {
  readonly shape: Shape
}

const optional = { isRequired: false, whenAbsent: undefined } as const

/** A string; lone surrogates are refused, as protobuf does. */
export const text: Field<string | undefined> = {
  kind: 'string',
  ...optional,
  read: (value, path) => (typeof value === 'string' && value.isWellFormed() ? value : refuse(value, path))
}

/** An int64 as JSON number or decimal string. */
export const int64: Field<Int64 | undefined> = { kind: 'integer', ...optional, read: (value, path) => readInteger(value, path, 64n) }

/** An int32 as JSON number or decimal string. */
export const int32: Field<number | undefined> = {
  kind: 'integer',
  ...optional,
  read: (value, path) => Number(readInteger(value, path, 32n))
}

/** A double as JSON number, number text, or the strings NaN, Infinity and -Infinity. */
export const double: Field<number | undefined> = { kind: 'double', ...optional, read: readDouble }

export const bool: Field<boolean | undefined> = {
  kind: 'bool',
  ...optional,
  read: (value, path) => (typeof value === 'boolean' ? value : refuse(value, path))
}

/** An enum by name or number, given to handlers by name. */
export function choice<N extends string>(numbers: Readonly<Record<N, number>>): Field<N | undefined> {
  const names = Object.keys(numbers) as N[]
  const read = (value: unknown, path: string): N => {
    const found = names.find(
      (name) => name === value || numbers[name] === value || (typeof value === 'string' && value === String(numbers[name]))
    )
    return found ?? refuse(value, path)
  }
  return { kind: 'enum', ...optional, read }
}

/** A nested message, or the whole request. The order of its fields is the order in which problems are reported. */
export function message<S extends Shape>(shape: S): MessageField<InputOf<S>> {
  const entries = Object.entries(shape).map(([name, field]) => ({ name, camel: toCamel(name), field }))
  const read = (value: unknown, path: string): InputOf<S> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(value, path)
    const source = value as Readonly<Record<string, unknown>>
    const input: Record<string, unknown> = {}
    for (const { name, camel, field } of entries) input[name] = readField(source, name, camel, field, path)
    return input as InputOf<S>
  }
  return { kind: 'message', ...optional, shape, read }
}

/** A repeated field; absent and null are the empty list. */
export function list<T>(item: Field<T>): Field<readonly NonNullable<T>[]> {
  const read = (value: unknown, path: string): readonly NonNullable<T>[] => {
    if (!Array.isArray(value)) return refuse(value, path)
    return value.map((element, index) => item.read(element, `${path}[${index}]`) as NonNullable<T>)
  }
  return { kind: 'list', isRequired: false, whenAbsent: [], read }
}

/** Marks a field as required: absent, null and '' are refused. */
export function required<T>(field: Field<T>, otherName?: string): Field<NonNullable<T>> {
  return { ...(field as Field<NonNullable<T>>), isRequired: true, ...(otherName === undefined ? {} : { otherName }) }
}

/** Gives an absent field a value. */
export function withDefault<T>(field: Field<T>, value: NonNullable<T>): Field<NonNullable<T>> {
  return { ...(field as Field<NonNullable<T>>), whenAbsent: value }
}

/** The field run_id, which older clients call run_uuid. */
export const runId: Field<string> = required(text, 'run_uuid')

function readField(source: Readonly<Record<string, unknown>>, name: string, camel: string, field: Field<unknown>, path: string): unknown {
  const here = path === '' ? name : `${path}.${name}`
  const own = Object.hasOwn(source, name) ? source[name] : undefined
  const spelled = camel !== name && Object.hasOwn(source, camel) ? source[camel] : undefined
  if (own !== undefined && spelled !== undefined)
    throw new Failure('INVALID', `Request specifies both '${name}' and '${camel}'; provide only one of them.`)
  let value = own ?? (field.isRequired ? undefined : spelled)
  if (value === undefined && field.otherName !== undefined && Object.hasOwn(source, field.otherName)) value = source[field.otherName]
  const isAbsent = value === undefined || value === null
  if (field.isRequired && (isAbsent || value === '')) throw new Failure('INVALID', describeMissing(here))
  return isAbsent ? field.whenAbsent : field.read(value, here)
}

function readInteger(value: unknown, path: string, bits: bigint): Int64 {
  // Nearly all are small numbers, thousands of them in a batch of metrics.
  if (typeof value === 'number' && (value | 0) === value) return value | 0
  let exact: bigint
  if (typeof value === 'bigint') exact = value
  else if (typeof value === 'number' && Number.isSafeInteger(value)) {
    if (bits === 64n) return value
    exact = BigInt(value)
  } else if (typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value)) exact = BigInt(value.replace(/^\+/, ''))
  else return refuse(value, path)
  const limit = 1n << (bits - 1n)
  return exact >= -limit && exact < limit ? shrinkInt64(exact) : refuse(value, path)
}

function readDouble(value: unknown, path: string): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(value, path)
  if (typeof value === 'bigint') return Number(value)
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  if (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    const number = Number(value)
    if (Number.isFinite(number)) return number
  }
  return refuse(value, path)
}

function refuse(value: unknown, path: string): never {
  throw new Failure('INVALID', describeInvalid(value, path === '' ? 'request' : path))
}

function toCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
