import { useCallback, useMemo, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { create } from 'zustand'
import { bridge } from '../bridge.ts'
import type { TablePlace } from '../ui/DataTable.tsx'
import { useSession } from './session.ts'
import { type Appearance, defaultTable, type TableSetting } from './settings.ts'

/** What pages had on show, by address and name; lives as long as the window. Not reactive: it is read when a page comes back. */
const usePlaces = create<{ readonly kept: Map<string, unknown> }>()(() => ({ kept: new Map() }))

/** A useState that is still there when the person returns to this address: filter, selection, open panel. */
export function useRemembered<T>(name: string, initial: T): readonly [T, (next: T) => void] {
  const key = `${useLocation().pathname}\n${name}`
  const { kept } = usePlaces.getState()
  const [state, setState] = useState({ key, value: kept.has(key) ? (kept.get(key) as T) : initial })
  const value = state.key === key ? state.value : kept.has(key) ? (kept.get(key) as T) : initial
  const set = useCallback(
    (next: T) => {
      kept.set(key, next)
      setState({ key, value: next })
    },
    [key, kept]
  )
  return [value, set]
}

/** Scroll and active row of a table, kept while the window lives: `<DataTable {...usePlace('models')} …/>`. */
export function usePlace(name: string): { readonly place: TablePlace | undefined; readonly onPlace: (place: TablePlace) => void } {
  const key = `${useLocation().pathname}\n${name}\nplace`
  return useMemo(() => {
    const { kept } = usePlaces.getState()
    return { place: kept.get(key) as TablePlace | undefined, onPlace: (place: TablePlace) => void kept.set(key, place) }
  }, [key])
}

/** Columns, widths and order of one table, remembered over starts. `table` names it, e.g. `models`. */
export function useTableSetting(table: string): readonly [TableSetting, (change: Partial<TableSetting>) => void] {
  const setting = useSession((session) => session.tables[table] ?? defaultTable)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const change = useCallback(
    (part: Partial<TableSetting>) => {
      useSession.setState((session) => ({
        tables: { ...session.tables, [table]: { ...(session.tables[table] ?? defaultTable), ...part } }
      }))
      clearTimeout(timer.current)
      // A drag changes a width sixty times a second; only where it ends is worth a write.
      timer.current = setTimeout(() => void saveSetting('columns', useSession.getState().tables), 400)
    },
    [table]
  )
  return [setting, change]
}

/** Width of the right-hand panel, remembered over starts. */
export function usePanelWidth(): readonly [number, (width: number) => void] {
  const width = useSession((session) => session.navigation.panelWidth)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const set = useCallback((panelWidth: number) => {
    useSession.setState((session) => ({ navigation: { ...session.navigation, panelWidth } }))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void saveSetting('navigation', useSession.getState().navigation), 400)
  }, [])
  return [width, set]
}

/** Changes how the window looks, now and for the next start. */
export function changeAppearance(part: Partial<Appearance>): void {
  const appearance = { ...useSession.getState().appearance, ...part }
  useSession.setState({ appearance })
  void saveSetting('appearance', appearance)
}

/** The first-start page is done with: the window opens on the models from now on. */
export function finishFirstStart(): void {
  useSession.setState({ hasStarted: true })
  void saveSetting('firstStart', { isDone: true })
}

/** A choice that cannot be stored still holds for this window; there is nothing the person could do about it. */
export async function saveSetting(key: 'appearance' | 'columns' | 'navigation' | 'firstStart', value: object): Promise<void> {
  try {
    await bridge.settings.set({ key, value: JSON.parse(JSON.stringify(value)) })
  } catch {
    // Said by the log of the main process.
  }
}
