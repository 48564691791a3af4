import { Failure } from '../../preload/contract/reply.ts'
import { type Int64, shrinkInt64 } from '../tracking/int64.ts'
import { describeInvalid, describeMissing } from './validation.ts'

/** One field of a request message: how its JSON form is read. `T` includes undefined where the field may be absent. */
export interface Field<T> {
  readonly kind: 'string' | 'integer' | 'double' | 'bool' | 'enum' | 'message' | 'list'
  readonly isRequired: boolean
  /** Older name of the same field; it satisfies `isRequired` too (run_uuid for run_id). */
  readonly otherName?: string
  /** Reads the older name; as `read` where absent. */
  readOther?(value: unknown, path: string): T
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

/** A number as text is shorter; a longer one is no number. */
const maxNumberText = 400
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

/** An enum by name or number, given to handlers by name. A name that it does not have is passed over like an unknown field; a number is refused. */
export function choice<N extends string>(numbers: Readonly<Record<N, number>>): Field<N | undefined> {
  const names = Object.keys(numbers) as N[]
  const read = (value: unknown, path: string): N | undefined => {
    const named = names.find((name) => name === value)
    if (named !== undefined) return named
    if (typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value)) return undefined
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return refuse(value, path)
    return names.find((name) => numbers[name] === Math.trunc(Number(value))) ?? refuse(value, path)
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
    if (item.kind === 'message') return value.map((element, index) => item.read(element, `${path}[${index}]`) as NonNullable<T>)
    try {
      return value.map((element) => item.read(element, path) as NonNullable<T>)
    } catch {
      // MLflow shows the whole list where an item is wrong.
      return refuse(value, path)
    }
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

/** Refuses a number above `limit` as MLflow refuses one of a wrong type. */
export function atMost<T>(field: Field<T>, limit: number): Field<T> {
  const read = (value: unknown, path: string): T => {
    const number = field.read(value, path)
    return typeof number === 'number' && number > limit ? refuse(value, path) : number
  }
  return { ...field, read }
}

/** The field run_id, which older clients call run_uuid. */
export const runId: Field<string> = required(text, 'run_uuid')

/** The field run_id of requests that know no run_uuid: one that is there passes for run_id and is then not read, as in MLflow. */
export const runIdAlone: Field<string> = { ...required(text, 'run_uuid'), readOther: () => '' }

function readField(source: Readonly<Record<string, unknown>>, name: string, camel: string, field: Field<unknown>, path: string): unknown {
  const here = path === '' ? name : `${path}.${name}`
  const own = Object.hasOwn(source, name) ? source[name] : undefined
  const spelled = camel !== name && Object.hasOwn(source, camel) ? source[camel] : undefined
  if (own !== undefined && spelled !== undefined)
    throw new Failure('INVALID', `Request specifies both '${name}' and '${camel}'; provide only one of them.`)
  let value = own ?? (field.isRequired ? undefined : spelled)
  const isOther = value === undefined && field.otherName !== undefined && Object.hasOwn(source, field.otherName)
  if (isOther) value = source[field.otherName as string]
  const isAbsent = value === undefined || value === null
  // MLflow looks at the type of a lone integer before it asks for it.
  const isBlank = value === '' && (path !== '' || field.kind !== 'integer')
  if (field.isRequired && (isAbsent || isBlank)) throw new Failure('INVALID', describeMissing(here))
  if (isAbsent) return field.whenAbsent
  return (isOther && field.readOther ? field.readOther(value, here) : field.read(value, here)) ?? field.whenAbsent
}

function readInteger(value: unknown, path: string, bits: bigint): Int64 {
  // Nearly all are small numbers, thousands of them in a batch of metrics.
  if (typeof value === 'number' && (value | 0) === value) return value | 0
  let exact: bigint
  if (typeof value === 'bigint') exact = value
  else if (typeof value === 'number' && Number.isInteger(value)) {
    if (bits === 64n && Number.isSafeInteger(value)) return value
    exact = BigInt(value)
  } else exact = readIntegerText(value) ?? refuse(value, path)
  const limit = 1n << (bits - 1n)
  return exact >= -limit && exact < limit ? shrinkInt64(exact) : refuse(value, path)
}

/** What Python's int() reads of a text, or float() where that is a whole number; blanks are refused, as protobuf does. */
function readIntegerText(value: unknown): bigint | undefined {
  if (typeof value !== 'string' || value.includes(' ') || value.length > maxNumberText) return undefined
  const text = value.trim()
  if (/^[+-]?\d+(_\d+)*$/.test(text)) return BigInt(text.replace('+', '').replaceAll('_', ''))
  const number = readDoubleText(text)
  return number !== undefined && Number.isInteger(number) ? BigInt(number) : undefined
}

function readDouble(value: unknown, path: string): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(value, path)
  if (typeof value === 'bigint') return Number(value)
  return readDoubleText(value) ?? refuse(value, path)
}

/** What Python's float() reads of a text, but for what overflows and for `nan`, which protobuf wants as NaN. */
function readDoubleText(value: unknown): number | undefined {
  if (typeof value !== 'string' || value === 'nan' || value.length > maxNumberText) return undefined
  const text = value.trim().toLowerCase()
  if (/^[+-]?nan$/.test(text)) return Number.NaN
  if (/^[+-]?inf(inity)?$/.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/.test(text)) return undefined
  const number = Number(text.replaceAll('_', ''))
  return Number.isFinite(number) ? number : undefined
}

function refuse(value: unknown, path: string): never {
  throw new Failure('INVALID', describeInvalid(value, path === '' ? 'request' : path))
}

function toCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
