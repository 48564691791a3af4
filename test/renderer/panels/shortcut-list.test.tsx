// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { commands, pageKeys } from '../../../src/renderer/panels/commands.ts'
import { ShortcutList } from '../../../src/renderer/panels/shortcut-list.tsx'
import { show } from '../ui/render.tsx'

afterEach(cleanup)

test('every command is listed with all its keys; one without keys says where it is', () => {
  show(<ShortcutList />)
  expect(screen.getAllByRole('term')).toHaveLength(commands.length + pageKeys.length)
  const read = (group: string, label: string) => {
    const list = screen.getByRole('region', { name: group })
    const term = within(list)
      .getAllByRole('term')
      .find((one) => one.textContent === label)
    return term?.nextElementSibling?.textContent
  }
  expect(read('Go to', 'Search')).toBe('CtrlKCtrlP')
  expect(read('Go to', 'Back')).toBe('Alt←')
  expect(read('Help', 'About Greenroom')).toBe('in the palette')
  expect(read('In lists and forms', 'Open the row')).toBe('Enter')
})
