import { z } from 'zod'
import { stages } from './stages.ts'

/** Ids in the contract are strings: experiment ids may exceed 2^53. */
export const id = z.string().min(1).max(256)
export const registryId = z.string().min(1).max(64)
export const modelName = z.string().min(1).max(256)
/** A version number in decimal digits. */
export const versionNumber = z.string().regex(/^[1-9]\d{0,17}$/, 'a version is a whole number from 1')
/** A version number, `@alias`, a stage name or `latest`. */
export const versionReference = z.string().min(1).max(260)
export const note = z.string().max(4000)
export const tagKey = z.string().min(1).max(250)
export const tagValue = z.string().max(100_000)

/** One window onto an ordered list; `offset` counts rows from 0. */
export const pageInput = { offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(1000).default(100) }

/** One window of rows and how many there are in all. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly total: number
  readonly offset: number
}

export const sort = z.object({ key: z.string().min(1).max(300), descending: z.boolean() })
export type Sort = z.infer<typeof sort>

export type Tags = Readonly<Record<string, string>>
/** NaN and infinities are told apart from numbers by their names. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity'

export { type Stage, stages } from './stages.ts'
export const stage = z.enum(stages)

/** A path chosen in a dialog, dropped or named on the command line, kept in the main process; the window only ever holds this name of it. */
export const fileHandle = z.string().min(1).max(64)
export interface ChosenFile {
  readonly handle: string
  /** The file's own name without its folder, for display. */
  readonly name: string
}
