// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { DataTable, type DataTableProps } from '../../../src/renderer/ui/DataTable.tsx'
import type { Column } from '../../../src/renderer/ui/table-columns.ts'
import { show } from './render.tsx'

afterEach(cleanup)

interface Model {
  readonly name: string
  readonly score: number
}
const rows: readonly Model[] = Array.from({ length: 20_000 }, (_, index) => ({ name: `model ${index}`, score: index }))
const columns: readonly Column<Model>[] = [
  { id: 'name', header: 'Name', sortKey: 'name', cell: (row) => row.name, text: (row) => row.name },
  { id: 'score', header: 'Score', sortKey: 'metrics.score', descendingFirst: true, align: 'right', cell: (row) => row.score },
  { id: 'secret', header: 'Secret', isHidden: true, cell: () => 'never' }
]

function Table(props: Partial<DataTableProps<Model>>) {
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set())
  return (
    <>
      <DataTable
        label="Models"
        columns={columns}
        rowCount={rows.length}
        rowAt={(index) => rows[index]}
        rowKey={(row) => row.name}
        selection={selection}
        onSelection={setSelection}
        {...props}
      />
      <output aria-label="selected">{[...selection].join(',')}</output>
    </>
  )
}

const selected = () => screen.getByLabelText('selected').textContent
const active = () => document.getElementById(screen.getByRole('grid').getAttribute('aria-activedescendant') ?? '')

test('twenty thousand rows: few are drawn, all are counted', () => {
  show(<Table />)
  const grid = screen.getByRole('grid', { name: 'Models' })
  expect(grid.getAttribute('aria-rowcount')).toBe('20001')
  const drawn = within(grid).getAllByRole('row')
  expect(drawn.length).toBeGreaterThan(10)
  expect(drawn.length).toBeLessThan(60)
  expect(drawn[1]?.getAttribute('aria-rowindex')).toBe('2')
  expect(within(grid).queryByText('never')).toBeNull()
})

test('keys move, select, extend, open and peek; Esc clears first and then leaves', async () => {
  const user = userEvent.setup()
  const heard: string[] = []
  show(
    <Table
      onOpen={(row) => heard.push(`open ${row.name}`)}
      onPeek={(row) => heard.push(`peek ${row.name}`)}
      onEscape={() => heard.push('escape')}
      onKey={(key, row) => key === 'c' && heard.push(`${key} ${row.name}`) > 0}
    />
  )
  screen.getByRole('grid').focus()
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect(active()?.textContent).toContain('model 2')
  await user.keyboard('x{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  expect(selected()).toBe('model 2,model 3,model 4')
  await user.keyboard('{Enter} c')
  expect(heard).toEqual(['open model 4', 'peek model 4', 'c model 4'])
  await user.keyboard('{Escape}')
  expect(selected()).toBe('')
  await user.keyboard('{Escape}')
  expect(heard.at(-1)).toBe('escape')
})

test('End goes to the last row and names it', async () => {
  const user = userEvent.setup()
  show(<Table />)
  screen.getByRole('grid').focus()
  await user.keyboard('{End}')
  expect(active()?.getAttribute('aria-rowindex')).toBe('20001')
})

test('check boxes select one, Shift+click a range, the head all loaded', async () => {
  const user = userEvent.setup()
  show(<Table rowCount={5} />)
  await user.click(screen.getByLabelText('Select row 2'))
  await user.keyboard('{Shift>}')
  await user.click(screen.getByLabelText('Select row 4'))
  await user.keyboard('{/Shift}')
  expect(selected()).toBe('model 1,model 2,model 3')
  expect(screen.getAllByRole('row', { selected: true })).toHaveLength(3)
  await user.click(screen.getByLabelText('Select all loaded rows'))
  expect(selected()).toBe('')
  await user.click(screen.getByLabelText('Select all loaded rows'))
  expect(selected()?.split(',')).toHaveLength(5)
})

test('a head sorts: first as the column likes, then the other way, and says so', async () => {
  const user = userEvent.setup()
  const sorts: unknown[] = []
  const { rerender } = show(<Table sort={{ key: 'name', descending: false }} onSort={(sort) => sorts.push(sort)} />)
  expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
  await user.click(screen.getByRole('button', { name: 'Score' }))
  rerender(<Table sort={{ key: 'metrics.score', descending: true }} onSort={(sort) => sorts.push(sort)} />)
  await user.click(screen.getByRole('button', { name: 'Score' }))
  expect(sorts).toEqual([
    { key: 'metrics.score', descending: true },
    { key: 'metrics.score', descending: false }
  ])
})

test('rows that are not there yet stand as placeholders and cannot be opened', async () => {
  const user = userEvent.setup()
  const opened: unknown[] = []
  show(<Table rowCount={3} rowAt={() => undefined} onOpen={(row) => opened.push(row)} />)
  expect(screen.getAllByRole('row')).toHaveLength(4)
  screen.getByRole('grid').focus()
  await user.keyboard('{Enter}x')
  expect(opened).toEqual([])
  expect(selected()).toBe('')
})

test('without rows the empty state is shown', () => {
  show(<Table rowCount={0} empty="No models registered yet." />)
  expect(screen.getByText('No models registered yet.')).toBeDefined()
})

test('Ctrl+C copies the selected rows with a head', async () => {
  const user = userEvent.setup()
  const { copied } = show(<Table />)
  screen.getByRole('grid').focus()
  await user.keyboard('x{ArrowDown}x{Control>}c{/Control}')
  expect(copied).toEqual(['Name\nmodel 0\nmodel 1'])
})

test('Shift and arrow on a head change the width', async () => {
  const user = userEvent.setup()
  const widths: unknown[] = []
  show(
    <Table
      sort={{ key: 'name', descending: false }}
      onSort={() => undefined}
      sizes={{ name: 200 }}
      onSizes={(sizes) => widths.push(sizes)}
    />
  )
  screen.getByRole('button', { name: 'Name' }).focus()
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(widths).toEqual([{ name: 216 }])
})
