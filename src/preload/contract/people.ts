import { z } from 'zod'
import { id } from './common.ts'

export interface Person {
  readonly id: string
  readonly name: string
}
export interface People {
  readonly people: readonly Person[]
  /** The person who acts in this window. */
  readonly currentId: string
}
export const addPersonInput = z.object({ name: z.string().trim().min(1, 'a person needs a name').max(100) })
export const personInput = z.object({ id })
