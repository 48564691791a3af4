import { expect, test } from 'vitest'
import { filterCommands, isRunId, parseVersionQuery } from '../../../src/renderer/app/palette-query.ts'
import { nameSection } from '../../../src/renderer/app/TopBar.tsx'
import { commands, findCommand, matchesKeys } from '../../../src/renderer/panels/commands.ts'

const press = (key: string, ...held: readonly ('ctrl' | 'shift' | 'alt' | 'meta')[]) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  shiftKey: held.includes('shift'),
  altKey: held.includes('alt'),
  metaKey: held.includes('meta')
})

test.each([
  [press('1', 'alt'), 'go.models'],
  [press('O', 'ctrl', 'shift'), 'file.recent'],
  [press('o', 'ctrl'), 'file.open'],
  [press('F5'), 'view.refresh'],
  [press('r', 'ctrl'), 'view.refresh'],
  [press('\\', 'ctrl'), 'view.sidebar'],
  [press('?', 'ctrl', 'shift'), undefined],
  [press('/', 'ctrl', 'shift'), 'help.keys'],
  [press('ArrowLeft', 'alt'), 'go.back'],
  [press('ArrowLeft'), undefined],
  [press('o'), undefined],
  [press('r', 'ctrl', 'shift'), undefined]
])('%o is %s', (event, id) => {
  expect(findCommand(event, false)?.id).toBe(id)
})

test('on macOS Ctrl is the command key', () => {
  expect(matchesKeys(press('o', 'meta'), 'Ctrl+O', true)).toBe(true)
  expect(matchesKeys(press('o', 'ctrl'), 'Ctrl+O', true)).toBe(false)
})

test('no two commands share a key', () => {
  const keys = commands.flatMap((command) => command.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test.each([
  ['churn 21', { model: 'churn', reference: '21' }],
  ['churn v21', { model: 'churn', reference: '21' }],
  ['churn@champion', { model: 'churn', reference: '@champion' }],
  ['my model @x', { model: 'my model', reference: '@x' }],
  ['churn production', { model: 'churn', reference: 'Production' }],
  ['churn latest', { model: 'churn', reference: 'latest' }],
  ['churn', null],
  ['churn 0', null],
  ['21', null]
])('%s names a version: %o', (query, expected) => {
  expect(parseVersionQuery(query)).toEqual(expected)
})

test('run ids and commands are found by what is typed', () => {
  expect(isRunId('3f9a1bc2d4e5f6a7b8c9d0e1f2a3b4c5')).toBe(true)
  expect(isRunId('churn')).toBe(false)
  expect(filterCommands('op rec', commands).map((command) => command.id)).toEqual(['file.recent'])
  expect(filterCommands('', commands)).toHaveLength(commands.length)
})

test.each([
  ['/r/my/models/churn/v/21', 'models'],
  ['/r/my/compare', 'models'],
  ['/r/my/compare-runs', 'runs'],
  ['/r/my/predict/churn', 'predictions'],
  ['/approvals/7', 'approvals'],
  ['/settings', 'settings']
])('%s belongs to %s', (address, section) => {
  expect(nameSection(address)).toBe(section)
})
