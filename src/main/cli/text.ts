import { InvalidArgumentError } from 'commander'
import type { MetricValue } from '../../preload/contract/common.ts'
import { hiddenCharacters, personName } from '../../preload/contract/people.ts'
import { Failure } from '../../preload/contract/reply.ts'

/** Lines up cells in columns; the first row is the header. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

/** A metric for people: six significant digits, whole numbers whole, `–` when missing. Other numbers get as many digits as it takes not to read as a whole one. */
export function formatMetric(value: MetricValue | string | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value)
  let digits = 6
  while (digits < 17 && Number.isInteger(Number(value.toPrecision(digits)))) digits += 1
  return String(Number(value.toPrecision(digits)))
}

/** Milliseconds with three digits, `–` when missing. */
export function formatMilliseconds(ms: number | null): string {
  return ms === null ? '–' : `${Number(ms.toPrecision(3))} ms`
}

/** `1 model`, `3 models`. */
export function countNoun(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A time as local `2026-01-31 14:02`. */
export function formatTime(ms: number | null): string {
  if (ms === null) return '–'
  const at = new Date(ms)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Bytes with a unit. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`
}

/** `key=value` pairs of a repeatable option, collected by commander. */
export function collectPairs(text: string, pairs: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`“${text}” is not KEY=VALUE.`)
  return { ...pairs, [text.slice(0, at)]: text.slice(at + 1) }
}

/** The number of an option. */
export function readNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It is not a number.')
  return number
}

/** The name of a person, as the window would take it. */
export function readPerson(text: string): string {
  const name = personName.safeParse(text)
  if (!name.success) throw new InvalidArgumentError('A person’s name has 1 to 100 characters.')
  if (hiddenCharacters.test(name.data)) throw new InvalidArgumentError('A person’s name has only visible characters.')
  return name.data
}

/** A mistake in how the command was typed: exit code 2. Without a remedy the help is named. */
export class UsageError extends Failure {
  constructor(message: string, remedy?: string) {
    super('INVALID', message, remedy === undefined ? {} : { remedy })
  }
}

/** Reads `NAME`, `NAME@ALIAS`, `NAME/VERSION` or `NAME/STAGE`; without a reference the production version is meant. */
export function parseTarget(text: string): { readonly model: string; readonly reference: string } {
  const at = text.lastIndexOf('@')
  if (at > 0) return { model: text.slice(0, at), reference: text.slice(at) }
  const slash = text.lastIndexOf('/')
  if (slash > 0) return { model: text.slice(0, slash), reference: text.slice(slash + 1) }
  return { model: text, reference: 'Production' }
}
