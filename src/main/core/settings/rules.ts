import type { Refusal } from '../refusal.ts'

/** Largest remembered choice, in characters of JSON. */
export const settingLimit = 1_000_000

/** Refuses values that are too large to be a choice of the window. */
export function mayRemember(key: string, json: string): Refusal | null {
  if (json.length <= settingLimit) return null
  return {
    code: 'TOO_LARGE',
    message: `The setting “${key}” has ${json.length} characters; the limit is ${settingLimit}.`,
    remedy: 'Keep large things in files.'
  }
}
