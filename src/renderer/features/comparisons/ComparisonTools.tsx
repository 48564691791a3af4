import { Button, Menu, Switch } from '@mantine/core'
import { ChevronDown, Copy } from 'lucide-react'
import type { ComparisonColumn } from '../../../preload/contract/comparisons.ts'
import type { ShownGroup } from '../../panels/comparison-rows.ts'
import { writeCsv, writeMarkdown } from '../../panels/comparison-text.ts'
import { saveChart } from '../../panels/save-file.ts'
import { countNoun } from '../../ui/numbers.ts'
import { Toolbar } from '../../ui/Page.tsx'
import { useUi } from '../../ui/ports.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { showFailure, showToast } from '../../ui/toasts.tsx'

/** Filter, differences only, and what is on show as text. */
export function ComparisonTools({
  query,
  onQuery,
  differencesOnly,
  onDifferencesOnly,
  columns,
  groups,
  name
}: {
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly differencesOnly: boolean
  readonly onDifferencesOnly: (isOn: boolean) => void
  readonly columns: readonly ComparisonColumn[]
  readonly groups: readonly ShownGroup[]
  readonly name: string
}) {
  const rows = groups.reduce((sum, group) => sum + group.rows.length, 0)
  return (
    <Toolbar right={<CopyMenu columns={columns} groups={groups} name={name} rows={rows} />}>
      <SearchInput value={query} onChange={onQuery} placeholder="Name or value" label="Filter rows" width={260} />
      <Switch
        size="xs"
        label="Differences only"
        checked={differencesOnly}
        onChange={(event) => onDifferencesOnly(event.currentTarget.checked)}
      />
    </Toolbar>
  )
}

function CopyMenu({
  columns,
  groups,
  name,
  rows
}: {
  readonly columns: readonly ComparisonColumn[]
  readonly groups: readonly ShownGroup[]
  readonly name: string
  readonly rows: number
}) {
  const { copy } = useUi()
  const copyAs = (kind: string, text: string) =>
    void copy(text)
      .then(() => showToast({ message: `Copied ${countNoun(rows, 'row')} as ${kind}` }))
      .catch((failure) => showFailure('Could not copy', failure))
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          disabled={rows === 0}
          leftSection={<Copy size={14} aria-hidden />}
          rightSection={<ChevronDown size={14} aria-hidden />}
        >
          Copy
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copyAs('Markdown', writeMarkdown(columns, groups))}>Copy as Markdown</Menu.Item>
        <Menu.Item onClick={() => copyAs('CSV', writeCsv(columns, groups))}>Copy as CSV</Menu.Item>
        <Menu.Item onClick={() => void saveChart(name, 'csv', writeCsv(columns, groups))}>Save as CSV…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
