/** Groups rows into lists by a key, keeping their order. */
export function groupBy<R, V>(rows: readonly R[], keyOf: (row: R) => string, pick: (row: R) => V): Map<string, V[]> {
  const groups = new Map<string, V[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(pick(row))
    else groups.set(keyOf(row), [pick(row)])
  }
  return groups
}
