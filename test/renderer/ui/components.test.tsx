// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { StageBadge } from '../../../src/renderer/ui/Badges.tsx'
import { ConfirmDialog } from '../../../src/renderer/ui/ConfirmDialog.tsx'
import { FailureBox } from '../../../src/renderer/ui/FailureBox.tsx'
import { FileTree } from '../../../src/renderer/ui/FileTree.tsx'
import { LineChart } from '../../../src/renderer/ui/LineChart.tsx'
import { Markdown } from '../../../src/renderer/ui/Markdown.tsx'
import { Page } from '../../../src/renderer/ui/Page.tsx'
import { RefusableButton } from '../../../src/renderer/ui/RefusableButton.tsx'
import { SearchInput } from '../../../src/renderer/ui/SearchInput.tsx'
import { Sparkline } from '../../../src/renderer/ui/Sparkline.tsx'
import { TagEditor } from '../../../src/renderer/ui/TagEditor.tsx'
import { showUndo } from '../../../src/renderer/ui/toasts.tsx'
import { Hash, MetricValue, TimeAgo } from '../../../src/renderer/ui/Values.tsx'
import { show } from './render.tsx'

afterEach(cleanup)

test('every stage is said in words', () => {
  show(
    <>
      <StageBadge stage="None" />
      <StageBadge stage="Staging" />
      <StageBadge stage="Production" suffix="v18" />
      <StageBadge stage="Archived" />
    </>
  )
  for (const word of ['None', 'Staging', 'Production v18', 'Archived']) expect(screen.getByText(word)).toBeDefined()
})

test('a metric says whether its difference is better, not by colour alone', () => {
  const { container } = show(<MetricValue value={0.942} difference={-0.011} better="lower" />)
  expect(container.textContent).toContain('0.942')
  expect(container.textContent).toContain('−0.011 better')
})

test('a hash is short and copied whole', async () => {
  const { copied } = show(<Hash value="3f9a1bc2d4e5f6a7" label="run" />)
  const button = screen.getByRole('button', { name: 'Copy run 3f9a1bc2' })
  expect(button.textContent).toBe('3f9a1bc2')
  await userEvent.click(button)
  expect(copied).toEqual(['3f9a1bc2d4e5f6a7'])
})

test('a moment is relative, its machine time exact', () => {
  const { container } = show(<TimeAgo atMs={Date.UTC(2026, 9, 12, 10)} />, { nowMs: Date.UTC(2026, 9, 12, 12) })
  expect(container.querySelector('time')?.textContent).toBe('2 h ago')
  expect(container.querySelector('time')?.dateTime).toBe('2026-10-12T10:00:00.000Z')
})

test('a failure says what, why and what to do, and copies its details', async () => {
  const { copied } = show(
    <FailureBox
      what="Could not archive churn v21"
      failure={new Failure('CONFLICT', 'churn v21 cannot be archived: @champion points to it', { remedy: 'Move the alias first.' })}
    />
  )
  const box = screen.getByRole('alert')
  expect(box.textContent).toContain('Could not archive churn v21')
  expect(box.textContent).toContain('churn v21 cannot be archived: @champion points to it.')
  expect(box.textContent).toContain('Move the alias first.')
  await userEvent.click(within(box).getByRole('button', { name: 'Copy details' }))
  expect(copied).toEqual(['CONFLICT: churn v21 cannot be archived: @champion points to it\nMove the alias first.'])
})

test('deleting needs the typed name; a refusal stays in the dialog', async () => {
  const user = userEvent.setup()
  const typed: string[] = []
  function Asking() {
    const [isOpen, setOpen] = useState(true)
    return (
      <ConfirmDialog
        isOpen={isOpen}
        title="Delete churn?"
        confirmLabel="Delete model"
        tone="danger"
        typedName="churn"
        onClose={() => setOpen(false)}
        onConfirm={async (text) => {
          typed.push(text)
          if (typed.length === 1) throw new Failure('CONFLICT', 'v18 is in Production', { remedy: 'Archive it first.' })
        }}
      >
        All versions go.
      </ConfirmDialog>
    )
  }
  show(<Asking />)
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete model' })
  expect(button.disabled).toBe(true)
  await user.type(screen.getByLabelText('Type churn to confirm'), 'churn')
  await user.click(button)
  expect((await screen.findByRole('alert')).textContent).toContain('v18 is in Production.')
  expect(screen.getByRole('dialog')).toBeDefined()
  await user.click(button)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(typed).toEqual(['churn', 'churn'])
})

test('the filter field: Ctrl+F goes to it, typing is told once it rests, Esc empties it', async () => {
  const user = userEvent.setup()
  const heard: string[] = []
  show(<SearchInput value="" onChange={(text) => heard.push(text)} placeholder="name, tag" delayMs={250} />)
  await user.keyboard('{Control>}f{/Control}churn')
  await waitFor(() => expect(heard).toEqual(['churn']))
  await user.keyboard('{Escape}')
  expect(heard).toEqual(['churn', ''])
})

test('Markdown from a registry: no HTML, no images, links only by click and only to the web', async () => {
  const { container, links } = show(
    <Markdown text={'<b id="x">raw</b> ![cat](https://a/b.png) [site](https://example.org) [bad](javascript:alert(1))'} />
  )
  expect(container.querySelector('b, img, a, script')).toBeNull()
  expect(container.textContent).toContain('[image: cat]')
  await userEvent.click(screen.getByRole('button', { name: 'site' }))
  expect(links).toEqual(['https://example.org'])
  expect(screen.queryByRole('button', { name: 'bad' })).toBeNull()
})

test('tags are added and removed; a refusal is shown and the text stays', async () => {
  const user = userEvent.setup()
  const calls: string[] = []
  show(
    <TagEditor
      tags={{ team: 'a', 'mlflow.user': 'ann' }}
      onSet={async (key, value) => {
        calls.push(`${key}=${value}`)
        if (calls.length === 1) throw new Failure('READ_ONLY', 'review is read-only')
      }}
      onDelete={async (key) => void calls.push(`-${key}`)}
    />
  )
  expect(screen.queryByText(/mlflow\.user/)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Add tag' }))
  expect(document.activeElement).toBe(screen.getByLabelText('Tag key'))
  await user.keyboard('tier')
  await user.type(screen.getByLabelText('Tag value'), 'gold')
  await user.click(screen.getByRole('button', { name: 'Add' }))
  expect((await screen.findByRole('alert')).textContent).toContain('review is read-only.')
  await user.click(screen.getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(screen.queryByLabelText('Tag key')).toBeNull())
  await user.click(screen.getByRole('button', { name: 'Remove tag team' }))
  expect(calls).toEqual(['tier=gold', 'tier=gold', '-team'])
})

test('a tree of ten thousand files opens, moves and chooses by keys', async () => {
  const user = userEvent.setup()
  const many = Array.from({ length: 10_000 }, (_, index) => ({ path: `data/f${index}`, name: `f${index}`, isDirectory: false, size: 1 }))
  const folders = new Map([
    [
      '',
      [
        { path: 'b.txt', name: 'b.txt', isDirectory: false, size: 2 },
        { path: 'data', name: 'data', isDirectory: true, size: null }
      ]
    ],
    ['data', many]
  ])
  const chosen: string[] = []
  function Tree() {
    const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set())
    return (
      <FileTree
        label="Files"
        folders={folders}
        expanded={expanded}
        onToggle={(path, isOpen) => setExpanded(new Set(isOpen ? [path] : []))}
        selected={null}
        onSelect={(entry) => chosen.push(entry.path)}
      />
    )
  }
  show(<Tree />)
  const names = () => screen.getAllByRole('treeitem').map((item) => item.title)
  expect(names()).toEqual(['data', 'b.txt'])
  screen.getByRole('tree').focus()
  await user.keyboard('{ArrowRight}')
  expect(screen.getAllByRole('treeitem').length).toBeLessThan(100)
  await user.keyboard('{ArrowRight}{ArrowDown}{Enter}')
  expect(chosen).toEqual(['data/f1'])
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  expect(names()).toEqual(['data', 'b.txt'])
})

test('a chart has a table with the same numbers and exports them', async () => {
  const user = userEvent.setup()
  const exported: string[] = []
  const series = [
    {
      id: 'v1',
      label: 'v1',
      color: 0,
      points: [
        { x: 1, y: 0.5 },
        { x: 2, y: 0.75 }
      ]
    }
  ]
  show(<LineChart title="accuracy" series={series} onExport={(kind, content) => exported.push(kind, content)} />)
  await user.click(screen.getByRole('button', { name: 'Show as table' }))
  const grid = screen.getByRole('grid', { name: 'accuracy as a table' })
  expect(within(grid).getByText('0.75')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Export chart' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Numbers (CSV)…' }))
  expect(exported).toEqual(['csv', 'step,v1\r\n1,0.5\r\n2,0.75\r\n'])
})

test('a sparkline says its ends, and draws nothing without values', () => {
  show(<Sparkline values={[null, 0.5, 0.75]} label="accuracy" />)
  expect(screen.getByRole('img', { name: 'accuracy: from 0.5 to 0.75 over 2 values' })).toBeDefined()
  cleanup()
  expect(show(<Sparkline values={[null]} label="accuracy" />).container.querySelector('svg[role=img]')).toBeNull()
})

test('a page names the window, its place and its tabs', async () => {
  const tabs: string[] = []
  show(
    <Page
      title="churn v21"
      windowTitle="churn v21"
      crumbs={[{ label: 'My registry', to: '/r/my/models' }, { label: 'churn v21' }]}
      tabs={[
        { value: 'overview', label: 'Overview' },
        { value: 'artifacts', label: 'Artifacts', count: 12 }
      ]}
      tab="overview"
      onTab={(tab) => tabs.push(tab)}
    >
      content
    </Page>
  )
  expect(document.title).toBe('churn v21')
  expect(screen.getByRole('link', { name: 'My registry' }).getAttribute('href')).toBe('/r/my/models')
  await userEvent.click(screen.getByRole('tab', { name: 'Artifacts 12' }))
  expect(tabs).toEqual(['artifacts'])
})

test('an undo toast takes back once', async () => {
  const undone: string[] = []
  show(<div />)
  showUndo('churn v18 archived.', () => undone.push('v18'))
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(undone).toEqual(['v18'])
  await waitFor(() => expect(screen.queryByText('churn v18 archived.')).toBeNull())
})

test('a button that is refused is reached by the keyboard, says why, and does nothing', async () => {
  const user = userEvent.setup()
  let presses = 0
  const press = () => {
    presses += 1
  }
  show(
    <RefusableButton refusal="Archive is read-only." onClick={press}>
      Register…
    </RefusableButton>
  )
  const button = screen.getByRole('button', { name: 'Register…', description: 'Archive is read-only.' })
  // A message that an earlier test left open may come first.
  for (let stop = 0; stop < 5 && document.activeElement !== button; stop++) await user.tab()
  expect(document.activeElement).toBe(button)
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect((await screen.findByRole('tooltip')).textContent).toBe('Archive is read-only.')
  await user.keyboard('{Enter}')
  await user.click(button)
  expect(presses).toBe(0)
})
