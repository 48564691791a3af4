import { isDeepStrictEqual } from 'node:util'
import { settleMessage } from '../filters/compare.ts'
import { absent, type HeaderDifference, headerDifferences, listMethods } from './differences/headers.ts'
import { idPattern, type Masks, numberPattern, runNamePattern, type Side } from './mask.ts'
import type { Answer } from './play.ts'
import type { Step } from './step.ts'

/** Fields whose value a server makes of its clock, unless the client gives it. */
const timeFields = /(^|_)(time|timestamp|timestamp_ms)$/
/** MLflow reads these lists without an order wherever they are. */
const usuallyUnordered = [/(^|\.)tags$/, /(^|\.)params$/, /(^|\.)data\.metrics$/]

/** Headers compared in every step, whatever becomes of its body. */
const comparedHeaders = [
  'accept-ranges',
  'allow',
  'cache-control',
  'content-disposition',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'location',
  'vary',
  'x-content-type-options',
  'x-frame-options'
] as const
/** Headers that guard an answer and do not depend on what it says. */
const guardingHeaders = ['x-content-type-options', 'x-frame-options'] as const

interface Context {
  readonly masks: Masks
  readonly unordered: readonly RegExp[]
  readonly differences: string[]
}

/** Compares what the two servers said to a step; gives what differs, one line each. */
export function compareAnswers(step: Step, stock: Answer, ours: Answer, masks: Masks): readonly string[] {
  const differences: string[] = []
  if (stock.status !== ours.status) differences.push(`status: ${stock.status} ≠ ${ours.status}`)
  differences.push(...compareHeaders(stock, ours))
  if (step.compareBody === 'none') return differences
  if (step.compareBody === 'bytes') {
    if (!stock.bytes.equals(ours.bytes)) differences.push(`body: ${stock.bytes.length} bytes ≠ ${ours.bytes.length} bytes`)
    return differences
  }
  const unordered = [...usuallyUnordered, ...(step.unordered ?? []).map(toPattern)]
  compareValues(readBody(stock), readBody(ours), '', { masks, unordered, differences })
  return differences
}

/** Gives the headers that differ and are not meant to, one line each; of answers with different statuses only those that guard any answer. */
export function compareHeaders(stock: Answer, ours: Answer): readonly string[] {
  return listHeaders(stock, ours).flatMap(({ name, one, other, meant }) => (meant.length > 0 ? [] : [`${name}: ${one} ≠ ${other}`]))
}

/** Gives the known differences in headers that two answers show. */
export function listMeant(stock: Answer, ours: Answer): readonly HeaderDifference[] {
  return listHeaders(stock, ours).flatMap(({ meant }) => meant)
}

/** The headers that differ, each with the known differences that say so. */
function listHeaders(stock: Answer, ours: Answer) {
  const names = stock.status === ours.status ? comparedHeaders : guardingHeaders
  return names
    .map((name) => ({ name, one: readHeader(stock, name), other: readHeader(ours, name) }))
    .filter(({ one, other }) => one !== other)
    .map((pair) => ({
      ...pair,
      meant: headerDifferences.filter(
        ({ header, isIntended }) => header === pair.name && isIntended(pair.one, pair.other, [stock.status, ours.status])
      )
    }))
}

/** The body as JSON, integers beyond 2^53 as their digits; else its text. */
export function readBody(answer: Answer): unknown {
  const text = answer.bytes.toString()
  try {
    return parseExactly(text)
  } catch {
    return text
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown

function parseExactly(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && /^-?\d{16,}$/.test(source) ? `integer ${source}` : value
  )
}

/** A header as it is compared: the media type of a Content-Type, methods in order, whether there is a mark of the version at all; others whole. */
function readHeader(answer: Answer, name: string): string {
  const value = String(answer.headers[name] ?? absent)
  if (value === absent) return absent
  if (name === 'content-type') return (value.split(';')[0] ?? '').trim().toLowerCase()
  if (name === 'allow') return listMethods(value).join()
  return name === 'etag' || name === 'last-modified' ? '(present)' : value
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '\\d+')}$`)
}

function compareValues(stock: unknown, ours: unknown, path: string, context: Context): void {
  if (Array.isArray(stock) && Array.isArray(ours)) compareLists(stock, ours, path, context)
  else if (isObject(stock) && isObject(ours)) compareObjects(stock, ours, path, context)
  else if (!isSameLeaf(stock, ours, path, context)) context.differences.push(`${path || 'body'}: ${show(stock)} ≠ ${show(ours)}`)
}

function isSameLeaf(stock: unknown, ours: unknown, path: string, { masks }: Context): boolean {
  if (typeof stock !== 'string' || typeof ours !== 'string') return isSameScalar(stock, ours, path, masks)
  if (/(^|\.)experiment_id$/.test(path)) return masks.pair(`experiment ${stock}`, `experiment ${ours}`)
  return path === 'message' ? isSameText(settleMessage(stock), settleMessage(ours), masks) : isSameText(stock, ours, masks)
}

function compareObjects(stock: Record<string, unknown>, ours: Record<string, unknown>, path: string, context: Context): void {
  for (const key of new Set([...Object.keys(stock), ...Object.keys(ours)])) {
    const here = path === '' ? key : `${path}.${key}`
    if (!Object.hasOwn(ours, key)) context.differences.push(`${here}: ${show(stock[key])} ≠ (absent)`)
    else if (!Object.hasOwn(stock, key)) context.differences.push(`${here}: (absent) ≠ ${show(ours[key])}`)
    else compareValues(stock[key], ours[key], here, context)
  }
}

function compareLists(stock: readonly unknown[], ours: readonly unknown[], path: string, context: Context): void {
  if (stock.length !== ours.length) {
    context.differences.push(`${path}: ${stock.length} items ${show(stock)} ≠ ${ours.length} items ${show(ours)}`)
    return
  }
  const isUnordered = context.unordered.some((pattern) => pattern.test(path))
  const [left, right] = isUnordered ? [settle(stock, 'stock', context), settle(ours, 'ours', context)] : [stock, ours]
  for (const [index, item] of left.entries()) compareValues(item, right[index], `${path}.${index}`, context)
}

/** Puts a list without an order into one: ids by the name known to both, ids not yet known and times last and alike. */
function settle(list: readonly unknown[], side: Side, { masks }: Context): readonly unknown[] {
  const keyOf = (item: unknown) =>
    JSON.stringify(item, (key, value: unknown) => {
      if (timeFields.test(key) && typeof value === 'number' && masks.stepOf(side, value) !== undefined) return '~'
      if (typeof value === 'string') return value.replace(idPattern, (id) => (masks.nameOf(side, id) === id ? '~' : masks.nameOf(side, id)))
      return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value
    })
  return list
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ item }) => item)
}

function isSameScalar(stock: unknown, ours: unknown, path: string, masks: Masks): boolean {
  if (isDeepStrictEqual(stock, ours)) return true
  if (typeof stock !== 'number' || typeof ours !== 'number' || !timeFields.test(path.split('.').at(-1) ?? '')) return false
  const step = masks.stepOf('stock', stock)
  return step !== undefined && step === masks.stepOf('ours', ours)
}

/** The same but for ids and made-up names, which must stand for each other. */
function isSameText(stock: string, ours: string, masks: Masks): boolean {
  if (runNamePattern.test(stock) && runNamePattern.test(ours)) return masks.pair(stock, ours)
  const [left, right] = [stock.replace(idPattern, '‹id›'), ours.replace(idPattern, '‹id›')]
  if (left !== right && !isSameButForExperiments(left, right, masks)) return false
  const [theirs, own] = [stock.match(idPattern) ?? [], ours.match(idPattern) ?? []]
  return theirs.every((id, index) => masks.pair(id, own[index] as string))
}

function isSameButForExperiments(stock: string, ours: string, masks: Masks): boolean {
  if (stock.replace(numberPattern, '‹n›') !== ours.replace(numberPattern, '‹n›')) return false
  const own = ours.match(numberPattern) ?? []
  const nameOf = (side: Side, number: string) => masks.nameOf(side, `experiment ${number}`)
  return (stock.match(numberPattern) ?? []).every((number, index) => {
    const other = own[index] as string
    return number === other || nameOf('stock', number) === nameOf('ours', other)
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
