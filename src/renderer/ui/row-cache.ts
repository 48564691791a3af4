import type { Page } from '../../preload/contract/common.ts'
import { isCancelled } from './failures.ts'

export const pageSize = 100
/** Pages kept; those farthest from the view go first. */
const maxPages = 60

export interface RowsState {
  readonly rowCount: number
  /** As `rowCount`, but undefined until it is known. */
  readonly total: number | undefined
  readonly status: 'loading' | 'ready' | 'failed'
  /** A question is under way (also while old rows are shown). */
  readonly isLoading: boolean
  readonly failure: unknown
}

export interface RowCache<T> {
  /** Asks the question named `key`; the same key again does nothing. */
  ask(key: string): void
  /** The rows in view changed: loads what is missing. */
  show(first: number, last: number): void
  /** Loads the pages in view again; what is under way is heard first, or changes that come quicker than answers would keep the answers away. */
  reload(): void
  rowAt(index: number): T | undefined
  state(): RowsState
  /** Drops everything under way. */
  stop(): void
}

interface Answer<T> {
  readonly pages: Map<number, readonly T[]>
  total: number
}

/** Pages of a long list, by number. A new question keeps the old answer on show until the pages in view have come. */
export function createRowCache<T>(
  load: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>,
  changed: () => void
): RowCache<T> {
  let key: string | undefined
  let shownKey: string | undefined
  let shown: Answer<T> | undefined
  let coming: Answer<T> | undefined
  let view = { first: 0, last: 0 }
  let failure: unknown
  /** Something changed since the pages under way were asked for. */
  let isStale = false
  const underWay = new Map<number, AbortController>()

  const loadPage = async (number: number, answer: Answer<T>) => {
    const controller = new AbortController()
    underWay.set(number, controller)
    try {
      const page = await load(number * pageSize, pageSize, controller.signal)
      if (controller.signal.aborted) return
      answer.pages.set(number, page.rows)
      answer.total = page.total
      failure = undefined
    } catch (thrown) {
      if (controller.signal.aborted || isCancelled(thrown)) return
      failure = thrown
      // Rows of another question would be taken for the answer to this one.
      if (coming && shownKey !== key) shown = undefined
      coming = undefined
    } finally {
      if (underWay.get(number) === controller) underWay.delete(number)
    }
    settle()
  }

  const settle = () => {
    if (coming && viewPages(view, coming.total).every((number) => coming?.pages.has(number))) {
      shown = coming
      shownKey = key
      coming = undefined
    }
    fill()
    if (shown) dropFarPages(shown.pages, Math.floor(view.first / pageSize))
    followUp()
    changed()
  }

  const fill = () => {
    const answer = coming ?? shown
    if (!answer || failure !== undefined) return
    for (const number of viewPages(view, answer.total)) {
      if (!answer.pages.has(number) && !underWay.has(number)) void loadPage(number, answer)
    }
  }

  const followUp = () => {
    if (isStale && underWay.size === 0) begin(view)
  }

  const abortAll = () => {
    for (const controller of underWay.values()) controller.abort()
    underWay.clear()
  }

  const begin = (range: { first: number; last: number }) => {
    abortAll()
    isStale = false
    failure = undefined
    view = range
    coming = { pages: new Map(), total: Number.POSITIVE_INFINITY }
    void loadPage(Math.floor(range.first / pageSize), coming)
    changed()
  }

  return {
    ask: (next) => {
      if (next === key) return
      // Another question: its first rows, whatever was in view.
      key = next
      begin({ first: 0, last: 0 })
    },
    show: (first, last) => {
      view = { first, last }
      const wanted = new Set(viewPages(view, (coming ?? shown)?.total ?? 0))
      if (!coming) for (const [number, controller] of underWay) if (!wanted.has(number)) abort(underWay, number, controller)
      fill()
      followUp()
    },
    reload: () => {
      isStale = true
      followUp()
    },
    rowAt: (index) => shown?.pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    state: () => ({
      rowCount: shown?.total ?? 0,
      total: shown?.total,
      status: failure !== undefined ? 'failed' : shown ? 'ready' : 'loading',
      isLoading: underWay.size > 0,
      failure
    }),
    stop: () => {
      abortAll()
      isStale = false
      // Asked again after this (React mounts twice in development), it must load again.
      key = undefined
    }
  }
}

/** Numbers of the pages that a range touches, within the list. */
function viewPages(view: { readonly first: number; readonly last: number }, total: number): readonly number[] {
  const last = Math.min(view.last, Math.max(0, total - 1))
  const first = Math.min(view.first, last)
  const from = Math.floor(first / pageSize)
  return Array.from({ length: Math.floor(last / pageSize) - from + 1 }, (_, index) => from + index)
}

function abort(underWay: Map<number, AbortController>, number: number, controller: AbortController): void {
  controller.abort()
  underWay.delete(number)
}

function dropFarPages(pages: Map<number, unknown>, near: number): void {
  if (pages.size <= maxPages) return
  const byDistance = [...pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))
  for (const number of byDistance.slice(0, pages.size - maxPages)) pages.delete(number)
}
