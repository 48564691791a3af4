import { useMemo, useState } from 'react'
import { usePanelWidth } from '../../panels/remember.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Toolbar } from '../../ui/Page.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'
import { Panel, SplitView } from '../../ui/SplitView.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { Nothing } from '../../ui/Values.tsx'
import { filterKeyValues, type KeyValue } from './rules.ts'
import styles from './run.module.css'

const columns: readonly Column<KeyValue>[] = [
  { id: 'key', header: 'Name', width: 280, cell: ({ key }) => <span title={key}>{key}</span>, text: ({ key }) => key },
  {
    id: 'value',
    header: 'Value',
    width: 400,
    isGrowing: true,
    cell: ({ value }) => (value === '' ? <Nothing /> : <span title={value}>{value}</span>),
    text: ({ value }) => value
  }
]

/** Names and values of a run to search and copy; Enter or Space shows a long value whole. */
export function KeyValues({
  noun,
  rows,
  none
}: {
  readonly noun: 'param' | 'tag'
  readonly rows: readonly KeyValue[]
  readonly none: string
}) {
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState<KeyValue | null>(null)
  const [width, setWidth] = usePanelWidth()
  const found = useMemo(() => filterKeyValues(rows, query), [rows, query])
  const nouns = `${noun}s`
  return (
    <div className={styles.fill}>
      <div className={styles.tools}>
        <Toolbar>
          <SearchInput value={query} onChange={setQuery} placeholder="Name or value" label={`Filter ${nouns}`} />
        </Toolbar>
      </div>
      <SplitView panel={opened && <ValuePanel entry={opened} onClose={() => setOpened(null)} />} width={width} onWidth={setWidth}>
        <DataTable<KeyValue>
          label={noun === 'param' ? 'Params' : 'Tags'}
          columns={columns}
          rowCount={found.length}
          rowAt={(index) => found[index]}
          rowKey={({ key }) => key}
          onOpen={setOpened}
          onPeek={(entry) => setOpened(entry.key === opened?.key ? null : entry)}
          onActive={(entry) => opened && setOpened(entry)}
          onEscape={() => setOpened(null)}
          resetKey={query}
          empty={
            rows.length === 0 ? (
              <EmptyState fact={none} />
            ) : (
              <EmptyState fact={`None of the ${nouns} matches.`} link={{ label: 'Clear the filter', run: () => setQuery('') }} />
            )
          }
          footer={<SelectionBar selected={0} total={found.length} noun={noun} />}
        />
      </SplitView>
    </div>
  )
}

function ValuePanel({ entry, onClose }: { readonly entry: KeyValue; readonly onClose: () => void }) {
  const text = prettify(entry.value)
  return (
    <Panel title={entry.key} onClose={onClose}>
      <CodeBlock code={text} label={entry.key} language={text === entry.value ? 'text' : 'json'} wraps />
    </Panel>
  )
}

/** JSON on one line is unfolded; anything else stays as it is. */
function prettify(value: string): string {
  if (!/^\s*[[{]/.test(value)) return value
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}
