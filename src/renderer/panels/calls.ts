import { useCallback, useEffect, useRef, useState } from 'react'
import type { EventName } from '../../preload/contract/events.ts'
import { onEvent } from '../bridge.ts'
import { isCancelled } from '../ui/failures.ts'
import { type RepeatedCall, repeatCall, type Turn } from '../ui/repeated-call.ts'
import { type LoadPage, useWindowedRows, type WindowedRows } from '../ui/windowed-rows.ts'
import { useSession } from './session.ts'

export interface CallState<T> {
  /** The last answer; stays while a new one is under way. */
  readonly value: T | undefined
  readonly failure: unknown
  readonly status: 'loading' | 'ready' | 'failed'
  /** Under way, also while an old answer is shown. */
  readonly isLoading: boolean
  /** Whether `value` answers the question of now, rather than the one before. */
  readonly isCurrent: boolean
  readonly reload: () => void
}

export interface CallOptions {
  /** Events that make it run again. */
  readonly reloadOn?: readonly EventName[]
  /** With `registry.changed`: only when this registry changed. */
  readonly registry?: string
  /** False: do not call yet. */
  readonly isEnabled?: boolean
}

interface Answer<T> {
  readonly key: string
  readonly value: T | undefined
  readonly failure: unknown
}

/** Runs a call and again whenever `deps` (plain values), F5 or an event of `reloadOn` say so. A call for other `deps` is cancelled; after an event
 *  the one under way is heard first. The old value stays on show until the new one is there; when another question fails, it goes. */
export function useCall<T>(run: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[], options: CallOptions = {}): CallState<T> {
  const { reloadOn = noEvents, registry, isEnabled = true } = options
  const key = JSON.stringify(deps)
  const refreshes = useSession((session) => session.refreshes)
  const [answer, setAnswer] = useState<Answer<T>>()
  const [isLoading, setLoading] = useState(isEnabled)
  const latest = useRef(run)
  latest.current = run
  const repeated = useRef<RepeatedCall>(null)
  const reload = useCallback(() => repeated.current?.again(), [])
  useReload(reloadOn, reload, registry)
  useEffect(() => {
    if (!isEnabled) return setLoading(false)
    const hear = (turn: Turn<T>, isFollowed: boolean) => {
      setAnswer((old) => ('value' in turn ? { key, value: turn.value, failure: undefined } : keepFailed(old, key, turn.failure)))
      setLoading(isFollowed)
    }
    const call = repeatCall(
      (signal) => latest.current(signal),
      hear,
      () => setLoading(true)
    )
    repeated.current = call
    return () => {
      call.stop()
      repeated.current = null
    }
  }, [key, refreshes, isEnabled])
  const status = answer?.failure !== undefined ? 'failed' : answer ? 'ready' : 'loading'
  // Before the effect has run, a new question is under way already.
  const isUnderWay = isLoading || (isEnabled && answer?.key !== key)
  return { value: answer?.value, failure: answer?.failure, status, isLoading: isUnderWay, isCurrent: answer?.key === key, reload }
}

function keepFailed<T>(old: Answer<T> | undefined, key: string, failure: unknown): Answer<T> {
  return { key, value: old?.key === key ? old.value : undefined, failure: isCancelled(failure) ? undefined : failure }
}

/** Rows of a long list, reloaded as in useCall. `deps` name the question: registry, filter, sort. Give the result's parts to DataTable. */
export function useRows<T>(load: LoadPage<T>, deps: readonly unknown[], options: Omit<CallOptions, 'isEnabled'> = {}): WindowedRows<T> {
  const rows = useWindowedRows(load, JSON.stringify(deps))
  useReload(options.reloadOn ?? noEvents, rows.reload, options.registry)
  const refreshes = useSession((session) => session.refreshes)
  const seen = useRef(refreshes)
  const { reload } = rows
  useEffect(() => {
    if (seen.current === refreshes) return
    seen.current = refreshes
    reload()
  }, [refreshes, reload])
  return rows
}

/** Calls `reload` when one of the events comes; `registry.changed` of other registries is passed over when `registry` is given. */
export function useReload(events: readonly EventName[], reload: () => void, registry?: string): void {
  const names = events.join(' ')
  useEffect(() => {
    const stops = names
      .split(' ')
      .filter(Boolean)
      .map((name) =>
        onEvent(name as EventName, (payload) => {
          const concerned = 'registryId' in payload ? payload.registryId : undefined
          if (registry === undefined || concerned === undefined || concerned === registry) reload()
        })
      )
    return () => {
      for (const stop of stops) stop()
    }
  }, [names, reload, registry])
}

const noEvents: readonly EventName[] = []
