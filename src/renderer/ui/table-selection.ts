/** Pure decisions about which rows are selected; keys are row keys. */

/** One row on or off. */
export function toggleKey(selection: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selection)
  if (!next.delete(key)) next.add(key)
  return next
}

/** Adds every key between two rows, both ends in; rows that are not loaded (undefined) are left out. */
export function addRange(
  selection: ReadonlySet<string>,
  from: number,
  to: number,
  keyAt: (index: number) => string | undefined
): ReadonlySet<string> {
  const next = new Set(selection)
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const key = keyAt(index)
    if (key !== undefined) next.add(key)
  }
  return next
}

/** The row that a movement key leads to, or null for other keys. `page` is how many rows fit the view. */
export function moveIndex(key: string, index: number, count: number, page: number): number | null {
  const last = count - 1
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index < 0 ? last : index - 1,
    PageDown: Math.max(index, 0) + page,
    PageUp: index - page,
    Home: 0,
    End: last
  }
  const target = targets[key]
  return target === undefined || count === 0 ? null : Math.max(0, Math.min(last, target))
}
