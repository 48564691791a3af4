import { type Int64, toExactJson } from '../../tracking/int64.ts'

/** An int64 as a JSON number, exact beyond 2^53 too. */
export function toWireInteger(value: Int64): unknown {
  return toExactJson(value)
}

/** A double as protobuf's JSON writes it: NaN and infinities by name. */
export function toWireDouble(value: number): number | string {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** `{[name]: list}`, or nothing for an empty list: protobuf's JSON leaves empty lists out. */
export function unlessEmpty<N extends string, T>(name: N, list: readonly T[]): { readonly [K in N]?: readonly T[] } {
  return list.length > 0 ? ({ [name]: list } as { readonly [K in N]: readonly T[] }) : {}
}

/** `{[name]: value}`, or nothing for null, undefined and '': unset fields are absent. */
export function unlessBlank<N extends string, T>(name: N, value: T | null | undefined): { readonly [K in N]?: T } {
  return value === null || value === undefined || value === '' ? {} : ({ [name]: value } as { readonly [K in N]: T })
}
