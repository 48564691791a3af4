/** One entry of a folder; the contract's ArtifactEntry fits. */
export interface FileEntry {
  readonly path: string
  readonly name: string
  readonly isDirectory: boolean
  /** Bytes; null for directories. */
  readonly size: number | null
}

/** A line of the tree as drawn; `waiting` stands in an open folder whose entries are not there yet. */
export type TreeRow =
  | { readonly kind: 'entry'; readonly entry: FileEntry; readonly level: number; readonly isExpanded: boolean }
  | { readonly kind: 'waiting'; readonly path: string; readonly level: number }

/** Flattens the open folders, folders first, then by name. `folders` holds entries by folder path, '' for the root. */
export function flattenTree(folders: ReadonlyMap<string, readonly FileEntry[]>, expanded: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (path: string, level: number) => {
    const entries = folders.get(path)
    if (!entries) {
      rows.push({ kind: 'waiting', path, level })
      return
    }
    for (const entry of [...entries].sort(compareEntries)) {
      const isExpanded = entry.isDirectory && expanded.has(entry.path)
      rows.push({ kind: 'entry', entry, level, isExpanded })
      if (isExpanded) walk(entry.path, level + 1)
    }
  }
  walk('', 1)
  return rows
}

/** Index of the row that holds the parent folder of `rows[index]`, or −1. */
export function findParent(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1
  for (let at = index - 1; at >= 0; at--) if ((rows[at]?.level ?? 0) < level) return at
  return -1
}

const collator = new Intl.Collator('en', { numeric: true })

function compareEntries(a: FileEntry, b: FileEntry): number {
  if (a.isDirectory !== b.isDirectory) return a.isDirectory ? -1 : 1
  return collator.compare(a.name, b.name)
}
