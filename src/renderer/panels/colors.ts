import { useEffect } from 'react'
import { create } from 'zustand'

interface Colors {
  /** Place in the series order by key, e.g. `registry/model/21`. */
  readonly places: Readonly<Record<string, number>>
}

const useColors = create<Colors>()(() => ({ places: {} }))

/** One colour for each version or run, the same everywhere, in order of first selection: gives 0–7 for `Series.color` by key. */
export function useSeriesColors(keys: readonly string[]): (key: string) => number {
  const joined = keys.join('\n')
  useEffect(() => {
    useColors.setState(({ places }) => ({ places: assignPlaces(places, joined.split('\n').filter(Boolean)) }))
  }, [joined])
  const places = useColors((colors) => colors.places)
  const assigned = assignPlaces(places, keys)
  return (key) => (assigned[key] ?? 0) % 8
}

/** Keeps the places given before, unless two shown side by side would share one; new keys get the first that is free beside the others. */
export function assignPlaces(places: Readonly<Record<string, number>>, keys: readonly string[]): Readonly<Record<string, number>> {
  const next: Record<string, number> = { ...places }
  const used = new Set<number>()
  const homeless = keys.filter((key) => {
    const place = next[key]
    if (place === undefined || used.has(place)) return true
    used.add(place)
    return false
  })
  for (const key of homeless) {
    const place = [0, 1, 2, 3, 4, 5, 6, 7].find((free) => !used.has(free)) ?? used.size % 8
    used.add(place)
    next[key] = place
  }
  return next
}
