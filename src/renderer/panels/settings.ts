import type { Sort } from '../../preload/contract/common.ts'

export interface Appearance {
  readonly scheme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  /** `auto`: narrow windows show icons only. */
  readonly sidebar: 'auto' | 'open' | 'closed'
}

/** What is remembered of one table. */
export interface TableSetting {
  readonly sizes: Readonly<Record<string, number>>
  /** Usual columns that the person took away. */
  readonly hidden: readonly string[]
  /** Columns that the person added (metrics, params, tags). */
  readonly added: readonly string[]
  readonly sort: Sort | null
}

export interface Navigation {
  readonly registry: string
  readonly path: string
  /** Pixels of the panel at the right. */
  readonly panelWidth: number
}

export const defaultAppearance: Appearance = { scheme: 'system', density: 'comfortable', sidebar: 'auto' }
export const defaultTable: TableSetting = { sizes: {}, hidden: [], added: [], sort: null }
export const defaultNavigation: Navigation = { registry: '', path: '', panelWidth: 380 }

/** Reads what was stored; anything odd falls back to the default, field by field. */
export function readAppearance(stored: unknown): Appearance {
  const given = asRecord(stored)
  return {
    scheme: oneOf(given['scheme'], ['system', 'light', 'dark'], defaultAppearance.scheme),
    density: oneOf(given['density'], ['comfortable', 'compact'], defaultAppearance.density),
    sidebar: oneOf(given['sidebar'], ['auto', 'open', 'closed'], defaultAppearance.sidebar)
  }
}

/** As readAppearance, for the tables. */
export function readTables(stored: unknown): Readonly<Record<string, TableSetting>> {
  return Object.fromEntries(Object.entries(asRecord(stored)).map(([id, table]) => [id, readTable(asRecord(table))]))
}

/** As readAppearance, for where the window was. */
export function readNavigation(stored: unknown): Navigation {
  const given = asRecord(stored)
  return {
    registry: typeof given['registry'] === 'string' ? given['registry'] : '',
    path: typeof given['path'] === 'string' && given['path'].startsWith('/') ? given['path'] : '',
    panelWidth: typeof given['panelWidth'] === 'number' ? given['panelWidth'] : defaultNavigation.panelWidth
  }
}

/** Whether the first-start page was left for good. */
export function readHasStarted(stored: unknown): boolean {
  return asRecord(stored)['isDone'] === true
}

function readTable(given: Readonly<Record<string, unknown>>): TableSetting {
  const sort = asRecord(given['sort'])
  const sizes = Object.entries(asRecord(given['sizes'])).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  return {
    sizes: Object.fromEntries(sizes),
    hidden: strings(given['hidden']),
    added: strings(given['added']),
    sort:
      typeof sort['key'] === 'string' && typeof sort['descending'] === 'boolean'
        ? { key: sort['key'], descending: sort['descending'] }
        : null
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[], fallback: T): T {
  return allowed.find((one) => one === value) ?? fallback
}
