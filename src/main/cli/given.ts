import { Failure } from '../../preload/contract/reply.ts'
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

/** Gives what `read` gives; what it throws begins with the variables that the values came from, flags being undefined. */
export function nameOrigin<T>(variables: readonly (string | undefined)[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    const names = variables.filter((name) => name !== undefined).join(', ')
    if (names === '' || !(error instanceof Failure)) throw error
    const message = `${names}: ${error.message}`
    if (error instanceof UsageError) throw new UsageError(message, error.remedy)
    throw Failure.from({ ...error.toShape(), message })
  }
}

/** Gives what `read` gives; a value that it finds invalid is wrong usage. */
export function asUsage<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure && error.code === 'INVALID') throw new UsageError(error.message, error.remedy)
    throw error
  }
}
