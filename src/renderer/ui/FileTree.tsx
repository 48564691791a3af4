import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, File, Folder } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import styles from './FileTree.module.css'
import { type FileEntry, findParent, flattenTree, type TreeRow } from './file-tree-rows.ts'
import { formatBytes } from './numbers.ts'
import { moveIndex } from './table-selection.ts'

export interface FileTreeProps {
  readonly label: string
  /** Entries by folder path, '' for the root; a missing folder shows as waiting. */
  readonly folders: ReadonlyMap<string, readonly FileEntry[]>
  readonly expanded: ReadonlySet<string>
  /** A folder was opened or closed; load its entries when they are missing. */
  readonly onToggle: (path: string, isExpanded: boolean) => void
  readonly selected: string | null
  readonly onSelect: (entry: FileEntry) => void
}

const rowHeight = 26

/** Files and folders; ↑↓ Home End move, → opens a folder, ← closes it or goes to its parent, Enter chooses. Fills its parent's height. */
export function FileTree({ label, folders, expanded, onToggle, selected, onSelect }: FileTreeProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const treeId = useId()
  const rows = useMemo(() => flattenTree(folders, expanded), [folders, expanded])
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    useFlushSync: false
  })
  const goTo = (index: number) => {
    setActive(index)
    virtual.scrollToIndex(index, { align: 'auto' })
  }
  const choose = (index: number) => {
    const row = rows[index]
    setActive(index)
    scroll.current?.focus({ preventScroll: true })
    if (row?.kind !== 'entry') return
    if (row.entry.isDirectory) onToggle(row.entry.path, !row.isExpanded)
    else onSelect(row.entry)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = moveIndex(event.key, active, rows.length, 10) ?? turnKey(event.key, rows, active, onToggle)
    if (next !== null) goTo(next)
    else if (event.key === 'Enter' || event.key === ' ') choose(active)
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={scroll}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={rows[active] ? `${treeId}-${active}` : undefined}
      className={styles.tree}
      onKeyDown={onKeyDown}
    >
      <div className={styles.body} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <TreeItem
                key={item.index}
                id={`${treeId}-${item.index}`}
                row={row}
                top={item.start}
                isActive={item.index === active}
                isSelected={row.kind === 'entry' && row.entry.path === selected}
                onChoose={() => choose(item.index)}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

/** → opens or enters a folder, ← closes it or goes up; the row to go to, or null when the key is not one of these. */
function turnKey(key: string, rows: readonly TreeRow[], active: number, onToggle: FileTreeProps['onToggle']): number | null {
  const row = rows[active]
  if (row?.kind !== 'entry' || (key !== 'ArrowRight' && key !== 'ArrowLeft')) return null
  if (key === 'ArrowRight') {
    if (!row.entry.isDirectory) return active
    if (row.isExpanded) return active + 1
    onToggle(row.entry.path, true)
    return active
  }
  if (row.isExpanded) {
    onToggle(row.entry.path, false)
    return active
  }
  return Math.max(0, findParent(rows, active))
}

function TreeItem({
  id,
  row,
  top,
  isActive,
  isSelected,
  onChoose
}: {
  readonly id: string
  readonly row: TreeRow
  readonly top: number
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly onChoose: () => void
}) {
  const style = { transform: `translateY(${top}px)`, paddingLeft: 8 + (row.level - 1) * 16 }
  if (row.kind === 'waiting')
    return (
      <div id={id} role="treeitem" tabIndex={-1} aria-level={row.level} aria-selected={false} className={styles.item} style={style}>
        <span className={styles.twist} />
        <span className={styles.size}>loading…</span>
      </div>
    )
  const { entry, isExpanded } = row
  const Twist = isExpanded ? ChevronDown : ChevronRight
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys for its items
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.level}
      aria-selected={isSelected}
      {...(entry.isDirectory ? { 'aria-expanded': isExpanded } : {})}
      data-active={isActive}
      className={styles.item}
      style={style}
      title={entry.path}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={styles.twist}>{entry.isDirectory && <Twist size={14} aria-hidden />}</span>
      {entry.isDirectory ? <Folder size={14} aria-hidden /> : <File size={14} aria-hidden />}
      <span className={styles.name}>{entry.name}</span>
      {!entry.isDirectory && <span className={styles.size}>{formatBytes(entry.size)}</span>}
    </div>
  )
}
