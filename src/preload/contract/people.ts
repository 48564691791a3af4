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
export const personName = z.string().trim().min(1, 'a person needs a name').max(100)
/** Control, format (bidirectional overrides, zero-width) and private characters make two names look alike. */
export const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u
export const addPersonInput = z.object({ name: personName })
export const personInput = z.object({ id })
