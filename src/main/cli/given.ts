import { UsageError } from './text.ts'

/** The flags as they were given, under commander's names. */
export type GivenFlags = Readonly<Record<string, string | number | boolean | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>

/** The value of a variable as click reads it: without the blanks around it, and undefined when nothing is left. */
export function readVariable(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined
}

/** The truth that a variable says, undefined when it is not set. Throws UsageError for what is neither true nor false. */
export function readTruth(environment: Environment, name: string): boolean | undefined {
  const text = readVariable(environment, name)
  if (text === undefined) return undefined
  if (/^(1|true|t|yes|y|on)$/i.test(text)) return true
  if (/^(0|false|f|no|n|off)$/i.test(text)) return false
  throw new UsageError(`${name} is “${text}”: give true or false.`)
}
